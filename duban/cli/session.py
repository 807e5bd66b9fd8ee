"""From the command line to an engine, by the configuration that is named or the one in the current folder."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from duban.cli.haste import settle
from duban.cli.terminal.failures import Refusal, warn
from duban.cli.terminal.words import word

FILE = "duban.toml"
"""What settings are read from where no other file is named."""
_READERS = ("by", "reader")
"""The parameters of commands that name who reads."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from duban.workflow import Directory, Engine, Settings


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
def opened_engine(
    context: typer.Context,
    settings: Settings | None = None,
    *,
    leave_out: bool = False,
    directory: Directory | None = None,
) -> Iterator[Engine]:
    """Yield an engine, and close it afterwards; UnknownInstance gets the closest existing number as a hint.

    With `leave_out` scenario files that cannot be used are left out.
    """
    from duban.workflow import Engine, UnknownInstance

    with Engine(settings or settings_of(context), leave_out=leave_out, directory=directory) as engine:
        settle()
        try:
            yield engine
        except UnknownInstance as error:
            if error.request:
                raise
            raise UnknownInstance(error.number, engine.nearest_number(error.number)) from None


@contextmanager
def reading_engine(context: typer.Context) -> Iterator[Engine]:
    """Yield an engine for a command that only reads: where there is no database yet it makes none.

    In a folder without any installation, the command is refused: an empty answer would hide that it is the wrong one.
    So is a reader whom neither the directory nor any matter knows.
    """
    settings = settings_of(context)
    directory = _usable(settings)
    with opened_engine(context, settings, directory=directory) as engine:
        if engine.has_database():
            for name in _READERS:
                _check_reader(engine, context.params.get(name))
            yield engine
            return
    if not _installed(context):
        facts = {"folder": str(Path.cwd()), "file": FILE}
        raise Refusal(word("{folder} has no installation: neither {file} nor a database; see `duban init`", **facts))
    with opened_engine(context, settings.model_copy(update={"database": "sqlite://"}), directory=directory) as engine:
        yield engine


def _check_reader(engine: Engine, reader: str | None) -> None:
    """Raise InvalidUnits, which has near names, if a directory that lists units does not know who reads."""
    from duban.workflow import unknown_units

    if not reader or engine.directory.knows(reader):
        return
    unit = re.split("[/／]", reader)[0]
    if unknown_units(engine.directory, [unit]):
        engine.find(unit=unit, limit=1)  # a unit that has left may still read: its matters know it


def _usable(settings: Settings) -> Directory | None:
    """Return the directory if its files have rows that cannot be used, without these, and say so; else None."""
    if not settings.directory_files:
        return None
    directory, problems = settings.usable_directory()
    if not problems:
        return None
    warn(
        [
            word(
                "{count} rows of the directory are left out, because they cannot be used: see `duban doctor`",
                count=len(problems),
            )
        ]
    )
    return directory


def _installed(context: typer.Context) -> bool:
    """Return whether settings were named, or are in this folder."""
    named = context.obj is not None or any(name in os.environ for name in ("DUBAN_CONFIG", "DUBAN_DATABASE"))
    return named or Path(FILE).exists()
