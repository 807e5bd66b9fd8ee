"""Options that several commands share, and parsing of what is typed: units, data, notes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import completing
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.workflow import Engine, Level

_REFERENCE = re.compile(r"sha256:(?P<sha256>[0-9a-f]{64})/(?P<name>.+)")
"""What `duban file add` prints: a reference to a file that was added."""


def _actor(value: str | None) -> str | None:
    if value is not None and not value.partition("/")[0].strip():
        raise typer.BadParameter(word("names nobody: give a unit, or unit/person"))
    return value


_by = typer.Option("--by", metavar="UNIT[/PERSON]", help="Who acts.", callback=_actor, autocompletion=completing.units)
By = Annotated[str, _by]
MaybeBy = Annotated[str | None, _by]
Viewer = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="UNIT[/PERSON]",
        help="Who reads: what is private to others is left out. Left out, the operator reads, who sees all.",
        callback=_actor,
        autocompletion=completing.units,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Number = Annotated[
    str,
    typer.Argument(
        metavar="NUMBER",
        help="The number that people quote, such as RW-2024-0001.",
        autocompletion=completing.numbers,
    ),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What to note with the act.")]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", help="An idempotency key: a repeat changes nothing.")]
Expect = Annotated[
    int | None, typer.Option("--expect", metavar="N", help="Refuse if the version is no longer N.", min=1)
]
NewUnit = Annotated[
    list[str] | None,
    typer.Option(
        "--new-unit",
        metavar="UNIT",
        help="A unit that the directory does not know, and that is meant. May be repeated.",
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="When it began, if it was under way before: clocks run from then."),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", help="Take over what is under way: tell nobody, and leave out reminders of the past."),
]
Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="FIELD=VALUE",
        help="The value of a field, by its name or title; again for more of a list. FIELD=@FILE names a file, and "
        "adds it where files are kept.",
    ),
]


def read_units(given: Iterable[str] | None) -> dict[str, list[str]]:
    """Return `role=unit,unit` as a mapping; `role=` leaves the role to `assign`."""
    units: dict[str, list[str]] = {}
    for text in given or ():
        role, names = _pair(text, "--unit", "ROLE=UNIT[,UNIT…]")
        units.setdefault(role, []).extend(split_units([names]))
    return units


def split_units(given: Iterable[str]) -> list[str]:
    """Return the units in arguments that can have several each, separated by a comma of any kind."""
    parts = (part for text in given for part in text.replace("，", ",").replace("、", ",").split(","))
    return [part.strip() for part in parts if part.strip()]


def read_parts(given: Iterable[str]) -> list[tuple[list[str], str | None]]:
    """Return the units and the title of each `unit,unit=title`; a part without a title is called as the whole is."""
    found = []
    for text in given:
        names, _, title = text.partition("=")
        units = split_units([names])
        if not units:
            raise typer.BadParameter(word("--part names nobody: give UNIT=TITLE"))
        found.append((units, title.strip() or None))
    return found


def read_data(given: Iterable[str] | None) -> dict[str, Any]:
    """Return `field=value` as a mapping; a repeated field becomes a list, and `@file` a reference to that file.

    `sha256:HASH/NAME` is a reference to one that was added before.
    """
    data: dict[str, Any] = {}
    for text in given or ():
        field, value = _pair(text, "--data", "FIELD=VALUE, FIELD=@FILE")
        made = _value(value)
        if field not in data:
            data[field] = made
        elif isinstance(data[field], list):
            data[field].append(made)
        else:
            data[field] = [data[field], made]
    return data


def level_meant(option: str, given: str | None) -> Level | None:
    """Return the level that an option names; None if it is left out."""
    from duban.workflow import Level

    if given is not None and given not in set(Level):
        raise typer.BadParameter(no_such(option, given, [each.value for each in Level]))
    return None if given is None else Level(given)


def no_such(option: str, given: str, known: Iterable[str]) -> str:
    """Return the message for a value of an option that is not among the known ones, with the closest of these."""
    from difflib import get_close_matches

    there = tuple(known)
    if close := get_close_matches(given, there, n=1, cutoff=0.5):
        return word("{option} {given!r}: did you mean {close!r}?", option=option, given=given, close=close[0])
    return word("{option} {given!r}: there are {known}", option=option, given=given, known=", ".join(there))


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        raise typer.BadParameter(word("{option} {text!r}: write {form}", option=option, text=text, form=form))
    return name.strip(), value


class FileGiven(dict[str, str]):
    """A reference to a file by its name and SHA-256, that knows where the file is."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            super().__init__(name=path.name, sha256=hashlib.file_digest(file, "sha256").hexdigest())
        self.path = path


def added(engine: Engine, data: dict[str, Any], by: str) -> dict[str, Any]:
    """Return what `read_data` has read, with the files added where the engine keeps files."""
    return {name: _added(engine, value, by) for name, value in data.items()} if engine.keeps_files else data


def _added(engine: Engine, value: Any, by: str) -> Any:  # noqa: ANN401 - a value of any field
    if isinstance(value, list):
        return [_added(engine, each, by) for each in value]
    return engine.put_file(value.path, by=by) if isinstance(value, FileGiven) else value


def _value(text: str) -> str | dict[str, str]:
    if text.startswith("@@"):
        return text[1:]
    if named := _REFERENCE.fullmatch(text):
        return {"name": named["name"], "sha256": named["sha256"]}
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    if path.exists() and not path.is_file():
        raise typer.BadParameter(word("--data @{path}: is no file that could be evidence", path=path))
    return FileGiven(path)
