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
    """Yield an engine, and close it afterwards; a number that there is not comes back with the one that is close."""
    from duban.workflow import Engine, UnknownInstance, close_number

    with Engine(settings_of(context)) as engine:
        try:
            yield engine
        except UnknownInstance as error:
            raise UnknownInstance(error.number, close_number(engine, error.number)) from None
