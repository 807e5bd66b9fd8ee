"""Commands that act: open, fire, assign, extend, decide, link."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.options import By, Data, Expect, Json, Key, Note, Number, read_data, read_units, split_units
from duban.cli.output import put_json, say
from duban.cli.session import opened_engine
from duban.cli.tables import headline

if TYPE_CHECKING:
    from duban.workflow import Instance


def open_(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Which workflow, such as issue.")],
    *,
    by: By,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What it is about.")] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit", metavar="ROLE=UNIT[,UNIT…]", help="Who fills a role; `ROLE=` waits for assign. May be repeated."
        ),
    ] = None,
    data: Data = None,
    note: Note = None,
    source: Annotated[str | None, typer.Option("--source", metavar="TEXT", help="Where it comes from.")] = None,
    external_no: Annotated[
        str | None, typer.Option("--external-no", metavar="NO", help="Its number there: it is opened once.")
    ] = None,
    ongoing: Annotated[bool, typer.Option("--ongoing", help="持续推进: no due dates.")] = False,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Open an instance of a scenario."""
    units, given = read_units(unit), read_data(data)
    with opened_engine(context) as engine:
        item = engine.open(
            scenario,
            by=by,
            title=title,
            units=units,
            data=given,
            note=note,
            source=source,
            external_no=external_no,
            ongoing=ongoing,
            key=key,
        )
    _answer("已立项", item, as_json=as_json)


def fire(
    context: typer.Context,
    number: Number,
    trigger: Annotated[str, typer.Argument(metavar="TRIGGER", help="The act, such as 签收.")],
    *,
    by: By,
    data: Data = None,
    note: Note = None,
    units: Annotated[
        list[str] | None,
        typer.Option("--units", metavar="UNIT[,UNIT…]", help="New units, for an act that rebinds a role."),
    ] = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Pull a trigger of an instance; a refusal says every reason."""
    given = read_data(data)
    with opened_engine(context) as engine:
        item = engine.fire(
            number,
            trigger,
            by=by,
            data=given,
            note=note,
            units=split_units(units) if units else None,
            expect=expect,
            key=key,
        )
    _answer(f"“{trigger}”已办理", item, as_json=as_json)


def assign(
    context: typer.Context,
    number: Number,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="The role, such as lead.")],
    units: Annotated[list[str], typer.Argument(metavar="UNIT...", help="Who fills it from now on.")],
    *,
    by: By,
    note: Note = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Bind units to a role of an instance."""
    with opened_engine(context) as engine:
        item = engine.assign(number, role, split_units(units), by=by, note=note, expect=expect, key=key)
    _answer(f"“{role}”已指定为{'、'.join(item.units.get(role, ()))}", item, as_json=as_json)


def extend(
    context: typer.Context,
    number: Number,
    clock: Annotated[str, typer.Argument(metavar="CLOCK", help="The clock, such as 整改时限.")],
    length: Annotated[str, typer.Argument(metavar="LENGTH", help="How much more, such as 5个工作日.")],
    *,
    by: By,
    note: Note = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Ask for more time on a clock; somebody else decides (see pending and decide)."""
    with opened_engine(context) as engine:
        item = engine.extend(number, clock, length, by=by, note=note, expect=expect, key=key)
        asked = engine.pending(number=number)
    if as_json:
        put_json({**item.to_json(), "pending": [each.to_json() for each in asked]})
        return
    for each in asked:
        if each.clock == clock and each.length is not None:
            say(f"延期申请已提出（{each.id}），待{'、'.join(each.units) or '指定的单位'}决定")
    say(headline(item))


def decide(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(metavar="ID", help="What is decided, such as WT-2024-0001#7.")],
    *,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help="Grant it, or not.", show_default=False)],
    by: By,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Grant or refuse what waits for a decision: an extension, or a rung that a person releases."""
    with opened_engine(context) as engine:
        item = engine.decide(decision, approve=approve, by=by, note=note, key=key)
    _answer("已同意" if approve else "未同意", item, as_json=as_json)


def link(
    context: typer.Context,
    number: Number,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The instance that it is linked with.")],
    *,
    by: By,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="repeat_of, counts_for, or a word of your own.")
    ] = "repeat_of",
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Link an instance with another: the same matter again (repeat_of), or what counts for its quota."""
    with opened_engine(context) as engine:
        item = engine.link(number, other, kind, by=by, note=note, key=key)
    _answer(f"已与{other}关联", item, as_json=as_json)


def _answer(what: str, item: "Instance", *, as_json: bool) -> None:
    if as_json:
        put_json(item.to_json())
    else:
        say(what, headline(item))
