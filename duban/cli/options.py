"""Options that several commands share, and reading what was typed: units, data, notes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable


def _actor(value: str | None) -> str | None:
    if value is not None and not value.partition("/")[0].strip():
        message = "names nobody: give a unit, or unit/person"
        raise typer.BadParameter(message)
    return value


By = Annotated[str, typer.Option("--by", metavar="UNIT[/PERSON]", help="Who acts.", callback=_actor)]
MaybeBy = Annotated[str | None, typer.Option("--by", metavar="UNIT[/PERSON]", help="Who acts.", callback=_actor)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The number that people quote, such as RW-2024-0001.")]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What to note with the act.")]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", help="An idempotency key: a repeat changes nothing.")]
Expect = Annotated[
    int | None, typer.Option("--expect", metavar="N", help="Refuse if the version is no longer N.", min=1)
]
Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="FIELD=VALUE",
        help="A field's value; again for more of a list. FIELD=@FILE makes a file reference (name and SHA-256).",
    ),
]


def read_units(given: Iterable[str] | None) -> dict[str, list[str]]:
    """Return `role=unit,unit` as a mapping; `role=` binds nobody, and waits for assign."""
    units: dict[str, list[str]] = {}
    for text in given or ():
        role, names = _pair(text, "--unit", "ROLE=UNIT[,UNIT…]")
        units.setdefault(role, []).extend(split_units([names]))
    return units


def split_units(given: Iterable[str]) -> list[str]:
    """Return the units of arguments that may hold several, separated as people separate them."""
    parts = (part for text in given for part in text.replace("，", ",").replace("、", ",").split(","))
    return [part.strip() for part in parts if part.strip()]


def read_data(given: Iterable[str] | None) -> dict[str, Any]:
    """Return `field=value` as a mapping; a repeated field is a list, `@file` a reference to that file."""
    data: dict[str, Any] = {}
    for text in given or ():
        field, value = _pair(text, "--data", "FIELD=VALUE or FIELD=@FILE")
        made = _value(value)
        if field not in data:
            data[field] = made
        elif isinstance(data[field], list):
            data[field].append(made)
        else:
            data[field] = [data[field], made]
    return data


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        message = f"{option} {text!r}: write {form}"
        raise typer.BadParameter(message)
    return name.strip(), value


def _value(text: str) -> str | dict[str, str]:
    if text.startswith("@@"):
        return text[1:]
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    if path.exists() and not path.is_file():
        message = f"--data @{path}: is no file that could be evidence"
        raise typer.BadParameter(message)
    with path.open("rb") as file:
        return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
