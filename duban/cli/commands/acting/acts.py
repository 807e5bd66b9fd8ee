"""Commands that act: open, fire, assign, extend, link, erase, excuse."""

from typing import Annotated

import typer

from duban import words
from duban.cli import completing
from duban.cli.options import (
    By,
    Data,
    Expect,
    Json,
    Key,
    NewUnit,
    Note,
    Number,
    Quiet,
    Since,
    added,
    read_data,
    read_units,
    split_units,
)
from duban.cli.session import opened_engine
from duban.cli.terminal.done import say_done, say_done_or_asked
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.tables import headline
from duban.cli.terminal.words import word


def open_(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="Which workflow, such as issue.", autocompletion=completing.scenarios),
    ],
    *,
    by: By,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What it is about.")] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit",
            metavar="ROLE=UNIT[,UNIT…]",
            help="Who fills a role; `ROLE=` waits for assign. May be repeated.",
            autocompletion=completing.filled_roles,
        ),
    ] = None,
    data: Data = None,
    note: Note = None,
    source: Annotated[str | None, typer.Option("--source", metavar="TEXT", help="Where it comes from.")] = None,
    external_no: Annotated[
        str | None, typer.Option("--external-no", metavar="NO", help="Its number there: it is opened once.")
    ] = None,
    ongoing: Annotated[bool, typer.Option("--ongoing", help="It goes on (持续推进) and has no due dates.")] = False,
    since: Since = None,
    quiet: Quiet = False,
    new_unit: NewUnit = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Open an instance of a scenario.

    Example: duban open issue --by 市优化办 --unit lead=市优化办 --unit responsible=东区
    """
    units, given = read_units(unit), read_data(data)
    with opened_engine(context) as engine:
        item = engine.open(
            scenario,
            by=by,
            title=title,
            units=units,
            data=added(engine, given, by),
            note=note,
            source=source,
            external_no=external_no,
            ongoing=ongoing,
            since=since,
            quiet=quiet,
            new_units=new_unit or (),
            key=key,
        )
    say_done(word("opened"), item, as_json=as_json)


def fire(
    context: typer.Context,
    number: Number,
    trigger: Annotated[
        str, typer.Argument(metavar="TRIGGER", help="The act, such as 签收.", autocompletion=completing.triggers)
    ],
    *,
    by: By,
    data: Data = None,
    note: Note = None,
    units: Annotated[
        list[str] | None,
        typer.Option(
            "--units",
            metavar="UNIT[,UNIT…]",
            help="New units, for an act that rebinds a role.",
            autocompletion=completing.units,
        ),
    ] = None,
    new_unit: NewUnit = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Pull a trigger of an instance; a refusal says every reason.

    Example: duban fire WT-2024-0001 签收 --by 市住建局/张三
    """
    given = read_data(data)
    with opened_engine(context) as engine:
        item = engine.fire(
            number,
            trigger,
            by=by,
            data=added(engine, given, by),
            note=note,
            units=split_units(units) if units else None,
            new_units=new_unit or (),
            expect=expect,
            key=key,
        )
        say_done_or_asked(engine, trigger, word("“{trigger}” is done", trigger=trigger), item, as_json=as_json)


def assign(
    context: typer.Context,
    number: Number,
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="The role, such as lead.", autocompletion=completing.roles)
    ],
    units: Annotated[
        list[str], typer.Argument(metavar="UNIT...", help="Who fills it from now on.", autocompletion=completing.units)
    ],
    *,
    by: By,
    note: Note = None,
    new_unit: NewUnit = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Bind units to a role of an instance.

    Example: duban assign WT-2024-0001 responsible 市发改委 --by 市优化办
    """
    with opened_engine(context) as engine:
        item = engine.assign(
            number,
            role,
            split_units(units),
            by=by,
            note=note,
            new_units=new_unit or (),
            expect=expect,
            key=key,
        )
    said = word("“{role}” is now {units}", role=role, units=item.units.get(role, ()))
    say_done(said, item, as_json=as_json)


def extend(
    context: typer.Context,
    number: Number,
    clock: Annotated[
        str, typer.Argument(metavar="CLOCK", help="The clock, such as 整改时限.", autocompletion=completing.clocks)
    ],
    length: Annotated[str, typer.Argument(metavar="LENGTH", help="How much more, such as 5个工作日.")],
    *,
    by: By,
    note: Note = None,
    data: Data = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Ask for more time on a clock; somebody else decides (see pending and decide).

    Example: duban extend WT-2024-0002 整改时限 5个工作日 --by 市住建局
    """
    given = read_data(data)
    with opened_engine(context) as engine:
        item = engine.extend(number, clock, length, by=by, note=note, data=given, expect=expect, key=key)
        asked = engine.pending(number=number, viewer=by)
    if as_json:
        put_json({**item.to_json(), "pending": [each.to_json() for each in asked]})
        return
    for each in asked:
        if each.clock == clock and each.length is not None:
            who = words.listed(each.units) or word("the unit to be assigned")
            say(word("asked ({id}), {units} will decide", id=each.id, units=who))
    say(headline(item))


def link(
    context: typer.Context,
    number: Number,
    other: Annotated[
        str,
        typer.Argument(metavar="OTHER", help="The instance that it is linked with.", autocompletion=completing.numbers),
    ],
    *,
    by: By,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="repeat_of, counts_for, or a word of your own.")
    ] = "repeat_of",
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Link an instance with another: the same matter again (repeat_of), or what counts for its quota.

    Example: duban link WT-2024-0002 WT-2024-0001 --by 市优化办
    """
    with opened_engine(context) as engine:
        item = engine.link(number, other, kind, by=by, note=note, key=key)
    say_done(word("linked with {other}", other=other), item, as_json=as_json)


def erase(
    context: typer.Context,
    number: Number,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD", help="The private field, such as reporter.", autocompletion=completing.private_fields
        ),
    ],
    *,
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; the history keeps it.")],
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Erase every value that a private field ever had, for good; the history keeps who did it and why.

    Example: duban erase WT-2024-0001 reporter --by 市优化办 --note 反映人要求删除
    """
    with opened_engine(context) as engine:
        done = engine.erase(number, field, by=by, note=note, key=key, expect=expect)
    if as_json:
        put_json(done.to_json())
        return
    facts = {"number": done.number, "field": done.field, "values": done.values, "messages": done.messages}
    said = word("erased from {number}: {field}; values {values}, messages that repeated one {messages}", **facts)
    say(said, *done.advice)


def excuse(
    context: typer.Context,
    number: Number,
    act: Annotated[
        str,
        typer.Argument(
            metavar="TRIGGER",
            help="What each unit has to do, such as 签收; or the role whose units have to.",
            autocompletion=completing.triggers,
        ),
    ],
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help="The unit that is excused.", autocompletion=completing.units)
    ],
    *,
    by: By,
    note: Note = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Excuse a unit from what each unit has to do: it owes nothing, is not reminded and not counted.

    Example: duban excuse EA-2024-0001 签收 市发改委 --by 市优化办 --note 不涉及
    """
    with opened_engine(context) as engine:
        item = engine.excuse(number, act, unit, by=by, note=note, key=key, expect=expect)
    say_done(word("{unit} is excused from “{act}”", unit=unit, act=act), item, as_json=as_json)
