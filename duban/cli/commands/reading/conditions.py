"""The conditions by which `list` and `count` choose instances, as options, and the query that they make."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import completing
from duban.cli.options import no_such, read_data
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban import Query

Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="Of this scenario only. May be repeated.",
        autocompletion=completing.scenarios,
    ),
]
States = Annotated[
    list[str] | None, typer.Option("--state", metavar="STATE", help="In this state only. May be repeated.")
]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit", metavar="UNIT", help="That this unit has a part in. May be repeated.", autocompletion=completing.units
    ),
]
Lights = Annotated[
    list[str] | None,
    typer.Option("--light", metavar="LIGHT", help="Showing green, blue, yellow or red (绿蓝黄红). May be repeated."),
]
WaitingFor = Annotated[
    list[str] | None,
    typer.Option(
        "--waiting-for",
        metavar="UNIT",
        help="Where it is this unit's turn. May be repeated.",
        autocompletion=completing.units,
    ),
]
Numbers = Annotated[
    list[str] | None,
    typer.Option(
        "--number", metavar="NUMBER", help="With this number. May be repeated.", autocompletion=completing.numbers
    ),
]
Data = Annotated[
    list[str] | None,
    typer.Option("--data", metavar="FIELD=VALUE", help="Where a public field has this value. May be repeated."),
]
Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="The role that the unit fills.")]
Words = Annotated[
    str | None, typer.Option("--text", metavar="WORDS", help="That have all these words in what all may read.")
]
Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="That came from this source.")]
ExternalNo = Annotated[
    str | None, typer.Option("--external-no", metavar="NUMBER", help="With this number at the source.")
]
OpenedFrom = Annotated[str | None, typer.Option("--opened-from", metavar="DATE", help="Opened on this day or later.")]
OpenedTo = Annotated[str | None, typer.Option("--opened-to", metavar="DATE", help="Opened on this day or before.")]
ClosedFrom = Annotated[str | None, typer.Option("--closed-from", metavar="DATE", help="Closed on this day or later.")]
ClosedTo = Annotated[str | None, typer.Option("--closed-to", metavar="DATE", help="Closed on this day or before.")]
DueFrom = Annotated[str | None, typer.Option("--due-from", metavar="DATE", help="Due on this day or later.")]
DueTo = Annotated[str | None, typer.Option("--due-to", metavar="DATE", help="Due on this day or before.")]
QuietSince = Annotated[
    str | None, typer.Option("--quiet-since", metavar="DATE", help="Where nobody has done anything since.")
]
Plan = Annotated[
    str | None,
    typer.Option("--plan", metavar="NUMBER", help="Tasks of this plan only.", autocompletion=completing.numbers),
]
Ended = Annotated[str | None, typer.Option("--ended", metavar="HOW", help="Closed without being done: void or merged.")]
Scope = Annotated[
    str | None, typer.Option("--scope", metavar="SCOPE", help="Of what concerns --by: own, below, lead or all.")
]
OpenOnly = Annotated[bool, typer.Option("--open", help="Not yet closed.")]
WholesOnly = Annotated[bool, typer.Option("--wholes-only", help="Without what was opened as a part of another.")]
LedParts = Annotated[
    bool, typer.Option("--led-parts", help="With --scope own or below: and the parts of what these units lead.")
]
MattersOnly = Annotated[bool, typer.Option("--matters-only", help="Without the sheets on which units report.")]

LIGHTS = {"绿": "green", "蓝": "blue", "黄": "yellow", "红": "red"}


def query_of(given: dict[str, Any]) -> "Query":
    """Return the query that the options of a command ask."""
    from dataclasses import fields

    from duban import Query

    asked = {each.name: given[each.name] for each in fields(Query) if given.get(each.name) is not None}
    dated = [name for name in asked if name.endswith(("_from", "_to", "_since"))]
    asked |= {name: day_meant(name, asked[name]) for name in dated}
    asked["light"] = lights_meant(asked.get("light") or ())
    asked["data"] = read_data(asked.get("data"))
    return Query(**asked)


def lights_meant(given: "Iterable[str]") -> list[str]:
    """Return lights by their names; a Chinese colour is one too."""
    known = (*LIGHTS.values(), *LIGHTS)
    for light in given:
        if light not in known:
            raise typer.BadParameter(no_such("--light", light, known))
    return [LIGHTS.get(light, light) for light in given]


def day_meant(name: str, given: str) -> date:
    """Return the day, or the instant, that an option names."""
    try:
        return datetime.fromisoformat(given) if len(given) > len("2026-03-02") else date.fromisoformat(given)
    except ValueError:
        option = "--" + name.replace("_", "-")
        said = word("{option} {given!r}: write a day, such as 2026-03-02", option=option, given=given)
        raise typer.BadParameter(said) from None
