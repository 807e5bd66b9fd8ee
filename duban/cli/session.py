"""From the command line to an engine: the configuration that was named, else the one that lies here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from duban.workflow import Engine, Settings


def settings_of(context: typer.Context) -> Settings:
    """Return the settings of `--config`, of DUBAN_CONFIG, or of the duban.toml of this folder."""
    from duban.workflow import Settings

    return Settings.load(context.obj)


@contextmanager
def opened_engine(context: typer.Context) -> Iterator[Engine]:
    """Yield an engine, and close it afterwards."""
    from duban.workflow import Engine

    with Engine(settings_of(context)) as engine:
        yield engine
