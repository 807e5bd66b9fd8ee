"""Commands for what a year does to an instance beside its workflow: correct, void, merge, withdraw."""

from typing import Annotated

import typer

from duban.cli import completing
from duban.cli.options import By, Data, Expect, Json, Key, Note, Number, added, read_data
from duban.cli.session import opened_engine
from duban.cli.terminal.done import say_done, say_done_or_asked
from duban.cli.terminal.words import word

Why = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; the history keeps it.")]


def correct(
    context: typer.Context,
    number: Number,
    *,
    by: By,
    note: Why,
    data: Data = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The title that it should have.")] = None,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Correct a field, a deadline or the title; the history keeps both values, and a clock follows its date.

    Example: duban correct WT-2024-0001 --data measure=增设窗口 --by 市优化办 --note 笔误
    """
    given = read_data(data)
    with opened_engine(context) as engine:
        item = engine.correct(number, added(engine, given, by), by=by, note=note, title=title, expect=expect, key=key)
        say_done_or_asked(engine, "correct", word("corrected"), item, as_json=as_json)


def void(
    context: typer.Context,
    number: Number,
    *,
    by: By,
    note: Why,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Close an instance as void: it is not to be done any more, and does not count as done.

    Example: duban void WT-2024-0001 --by 市优化办 --note 上级已撤销该任务
    """
    with opened_engine(context) as engine:
        item = engine.void(number, by=by, note=note, expect=expect, key=key)
        say_done_or_asked(engine, "void", word("made void"), item, as_json=as_json)


def merge(
    context: typer.Context,
    number: Number,
    into: Annotated[
        str,
        typer.Argument(metavar="INTO", help="The instance that goes on for both.", autocompletion=completing.numbers),
    ],
    *,
    by: By,
    note: Why,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Merge an instance into another that is the same matter: it is closed, and the other goes on and counts it.

    Example: duban merge WT-2024-0002 WT-2024-0001 --by 市优化办 --note 同一窗口问题
    """
    with opened_engine(context) as engine:
        item = engine.merge(number, into, by=by, note=note, expect=expect, key=key)
        say_done_or_asked(engine, "merge", word("merged into {into}", into=into), item, as_json=as_json)


def withdraw(
    context: typer.Context,
    number: Number,
    request: Annotated[str, typer.Argument(metavar="ID", help="What was asked for, such as WT-2024-0001#7.")],
    *,
    by: By,
    note: Note = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Take back a request that waits for a decision; only the unit that asked may.

    Example: duban withdraw WT-2024-0003 WT-2024-0003#3 --by 市住建局
    """
    with opened_engine(context) as engine:
        item = engine.withdraw(number, request, by=by, note=note, key=key)
    say_done(word("taken back"), item, as_json=as_json)
