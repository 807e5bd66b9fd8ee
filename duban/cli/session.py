"""From the command line to an engine, by the configuration that is named or the one in the current folder."""

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


def bare_engine(context: typer.Context, database: str | None = None) -> Engine:
    """Return an engine for work on its database alone: the configured one, or the one at a given URL.

    It reads neither scenarios nor the directory, so that a backup does not fail because of an error in their files.
    """
    from duban.workflow import Directory, Engine, Settings

    settings = settings_of(context)
    place = settings if database is None else Settings.plain(settings.anchored(database))
    return Engine(place, scenarios=(), directory=Directory.empty(), channels={})


@contextmanager
def opened_engine(context: typer.Context, *, leave_out: bool = False) -> Iterator[Engine]:
    """Yield an engine, and close it afterwards; UnknownInstance gets the closest existing number as a hint.

    With `leave_out` scenario files that cannot be used are left out.
    """
    from duban.workflow import Engine, UnknownInstance

    with Engine(settings_of(context), leave_out=leave_out) as engine:
        try:
            yield engine
        except UnknownInstance as error:
            raise UnknownInstance(error.number, engine.nearest_number(error.number)) from None
