"""What a command says of an act that is done: the act, and how the instance stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.tables import headline
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Engine, Instance


def say_done(what: str, item: Instance, *, as_json: bool) -> None:
    """Say what was done, and show the instance on a line, or as JSON."""
    if as_json:
        put_json(item.to_json())
    else:
        say(what, headline(item))


def say_done_or_asked(engine: Engine, act: str, what: str, item: Instance, *, as_json: bool) -> None:
    """Say what was done, or if the act takes approval, that it waits for that and of whom."""
    asked = [each for each in engine.pending(number=item.number) if each.act == act]
    if as_json and asked:
        put_json({**item.to_json(), "pending": [each.to_json() for each in asked]})
    elif not asked:
        say_done(what, item, as_json=as_json)
    for each in asked if not as_json else ():
        who = words.listed(each.units) or word("the unit to be assigned")
        say(word("asked for approval ({id}), {units} will decide", id=each.id, units=who))
        if each.asked:
            say(word("asked for an opinion first: {units}", units=words.listed(each.asked)))
    if asked and not as_json:
        say(headline(item))
