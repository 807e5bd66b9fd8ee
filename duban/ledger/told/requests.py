"""Requests, opinions and decisions in the words of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import parse_duration
from duban.workflow import asked_words, moment_words

if TYPE_CHECKING:
    from duban.states import Definition
    from duban.states.history import ApprovalAsked, Decided, ExtensionAsked, TakenBack


def asked_told(definition: Definition | None, facts: ApprovalAsked) -> str:
    """Return what somebody asked to be approved."""
    act = facts.act
    known = {} if definition is None else definition.fields
    titles = [known[name].title if name in known else name for name in act.data]
    titles += [words.text("the title")] if act.title is not None else []
    what = asked_words(act.verb, act.trigger, into=act.into, fields=titles)
    return words.text("asked for approval: {what}", what=what)


def extension_told(facts: ExtensionAsked) -> str:
    """Return how much more time somebody asked for."""
    return words.text("asked for {length:length} more for “{clock}”", clock=facts.clock, length=_normal(facts.length))


def taken_back_told(facts: TakenBack) -> str:
    """Return what request was taken back."""
    if not facts.length:
        return words.text("took back the request of entry {asked}", asked=facts.asked)
    return words.text(
        "took back the request for {length:length} more for “{clock}”", clock=facts.clock, length=_normal(facts.length)
    )


def decided_told(facts: Decided) -> str:
    """Return what was decided, and for whom."""
    said = _decided(facts)
    if facts.on_behalf is None:
        return said
    return words.joined([said, words.text("as decided by {leader} on {on}", leader=facts.on_behalf, on=facts.on)])


def _decided(facts: Decided) -> str:
    if facts.rung is not None:
        said = {"clock": facts.clock, "moment": moment_words(facts.rung)}
        if facts.approve:
            return words.text("released {clock}: {moment}", **said)
        return words.text("cancelled {clock}: {moment}", **said)
    if facts.length is None:
        return _approved(facts)
    if not facts.approve:
        return words.text("refused more time for “{clock}”", clock=facts.clock)
    after = facts.clocks.get(facts.clock)
    granted = words.text(
        "granted {length:length} more for “{clock}”", clock=facts.clock, length=_normal(facts.length or "")
    )
    if after is None or after.due_on is None:
        return granted
    until = words.text("from {before} to {after}", before=facts.due_on, after=after.due_on)
    return words.joined([granted, until])


def _approved(facts: Decided) -> str:
    if facts.blockers:
        why = words.clauses(facts.blockers)
        return words.text("approved what entry {asked} asks for, too late: {why}", asked=facts.asked, why=why)
    if facts.approve:
        return words.text("approved what entry {asked} asks for", asked=facts.asked)
    return words.text("did not approve what entry {asked} asks for", asked=facts.asked)


def _normal(length: str) -> str:
    return str(parse_duration(length))
