"""`/decisions`: what waits for a decision, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct, field

from duban.desk import acts
from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.outcomes import finished
from duban.desk.api.problems import Code, Problem
from duban.desk.api.shapes import Requests
from duban.desk.models import matter_in_reach
from duban.desk.models.matter import is_within
from duban.desk.who import ACTING
from duban.states import is_among
from duban.workflow import Instance, Pending

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask

_MOST_DIGITS = 9


class DecisionsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Of which matter, if of one."""

    number: str | None = None


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether it is granted, why, and how much of the time that was asked for, if it is less."""

    approve: bool
    note: Annotated[str, Meta(max_length=20_000)] | None = None
    length: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class Opinion(Struct, frozen=True, forbid_unknown_fields=True):
    """An opinion on a request, which decides nothing."""

    text: Annotated[str, Meta(min_length=1, max_length=20_000)]


class Signature(Struct, frozen=True, forbid_unknown_fields=True):
    """What the signer of a draft writes: what it asks for, and another wording, if any, of the revision seen."""

    data: dict[str, Any] = field(default_factory=dict)
    text: Annotated[str, Meta(max_length=200_000)] | None = None
    note: Annotated[str, Meta(max_length=20_000)] | None = None
    revision: int | None = None


def list_decisions(ask: Ask) -> Given:
    """Return what waits for a decision of one's unit, for its opinion or its record, and what it has asked for."""
    unit = ask.viewer.unit
    found = ask.engine.pending(number=ask.query.number, viewer=ask.viewer.name) if unit else []
    own = [each for each in found if _concerns(each, unit)]
    if ask.query.number is not None or ask.scenarios or ask.only_unit:
        own = [each for each in own if _matter(ask, each.number) is not None]
    return Given({"items": [each.to_json() for each in own]})


def _concerns(waiting: Pending, unit: str) -> bool:
    asker = waiting.asked_by.partition("/")[0]
    return is_among(unit, (*waiting.units, *waiting.asked, *waiting.recorders, asker))


def get_decision(ask: Ask) -> Given:
    """Return one request; one that does not wait any more is not found."""
    return Given(_waiting(ask).to_json())


def decide(ask: Ask) -> Given:
    """Grant a request, or not; return the matter as it is then."""
    body: Decision = ask.body
    seq = _here(ask)
    return finished(acts.decide(ask.engine, ask.order, seq, approve=body.approve, note=body.note, length=body.length))


def opine(ask: Ask) -> Given:
    """Give an opinion on a request."""
    seq = _here(ask)
    return finished(acts.opine(ask.engine, ask.order, seq, ask.body.text))


def sign(ask: Ask) -> Given:
    """Sign the draft of a paper, which then gets its number and is sent."""
    body: Signature = ask.body
    seq = _here(ask)
    return finished(
        acts.sign(ask.engine, ask.order, seq, data=body.data, text=body.text, note=body.note, revision=body.revision),
    )


def withdraw(ask: Ask) -> Given:
    """Take back what one's unit has asked for."""
    seq = _here(ask)
    return finished(acts.withdraw(ask.engine, ask.order, seq, note=None))


def _waiting(ask: Ask) -> Pending:
    seq = _here(ask)
    waiting = ask.engine.pending(number=ask.number, viewer=ask.viewer.name)
    found = next((each for each in waiting if each.id == f"{ask.number}#{seq}"), None)
    if found is None:
        raise Problem(Code.NOT_FOUND)
    return found


def _here(ask: Ask) -> int:
    """Return the entry of a request, whose matter has to be inside the reach of who asks."""
    number, _, seq = ask.params["id"].rpartition("#")
    item = _matter(ask, number) if seq.isascii() and seq.isdigit() and len(seq) <= _MOST_DIGITS else None
    if item is None:
        raise Problem(Code.NOT_FOUND)
    ask.item = item
    return int(seq)


def _matter(ask: Ask, number: str) -> Instance | None:
    found = matter_in_reach(ask.engine, ask.viewer, ask.rulebook, number)
    return found if found is not None and is_within(found, ask.scenarios, ask.only_unit) else None


def _act(name: str, method: str, path: str, answer: Any, body: Any = None) -> Operation:  # noqa: ANN401 - as it takes them
    also = (404, 409, 422)
    return Operation(
        name, method, path, answer, Instance, scope=tokens.ACT, functions=ACTING, body=body, also=also, tag="decisions"
    )


OPERATIONS = (
    Operation(
        "list_decisions",
        "GET",
        "/decisions",
        list_decisions,
        Requests,
        scope=tokens.READ,
        functions=ACTING,
        query=DecisionsAsked,
        also=(404,),
        tag="decisions",
    ),
    Operation(
        "get_decision",
        "GET",
        "/decisions/{id}",
        get_decision,
        Pending,
        scope=tokens.READ,
        functions=ACTING,
        also=(404,),
        tag="decisions",
    ),
    _act("decide", "POST", "/decisions/{id}", decide, Decision),
    _act("opine", "POST", "/decisions/{id}/opinions", opine, Opinion),
    _act("sign", "POST", "/decisions/{id}/signatures", sign, Signature),
    _act("withdraw", "DELETE", "/decisions/{id}", withdraw),
)
