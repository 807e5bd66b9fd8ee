"""`/acts:bulk` and `/items:bulk`: the same request for many at once, each with a result of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct, field

from duban import words
from duban.desk import acts
from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.outcomes import done
from duban.desk.api.problems import Code, Problem, is_ours, problem_of
from duban.desk.api.resources.acting import Name, Names, Note, Version
from duban.desk.api.resources.opening import NewMatter, check_opening, item_of
from duban.desk.api.shapes import AllDone
from duban.desk.models import matter_in_reach
from duban.desk.models.matter import is_within
from duban.desk.who import ACTING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Connection

    from duban.desk.acts import Order, Outcome
    from duban.desk.api.operation import Ask

    Doing = Callable[[Connection | None], Outcome]

_MOST = 500


class OneAct(Struct, frozen=True, forbid_unknown_fields=True):
    """An act on one of many matters."""

    number: Name
    trigger: Name
    data: dict[str, Any] = field(default_factory=dict)
    note: Note = None
    units: Name | list[Name] | dict[str, Names] | None = None
    expect: Version = None


class ManyActs(Struct, frozen=True, forbid_unknown_fields=True):
    """Acts on many matters: `atomic` for all or none, `dry_run` to do none and say what would come of each."""

    items: Annotated[list[OneAct], Meta(min_length=1, max_length=_MOST)]
    atomic: bool = False
    dry_run: bool = False


class ManyMatters(Struct, frozen=True, forbid_unknown_fields=True):
    """Many matters to be opened: `atomic` for all or none, `dry_run` to open none and say what would come of each."""

    items: Annotated[list[NewMatter], Meta(min_length=1, max_length=_MOST)]
    atomic: bool = False
    dry_run: bool = False


def act_on_many(ask: Ask) -> Given:
    """Do an act on each of many matters, each in a transaction and with a key of its own, or in one for all."""
    works = [partial(_act, ask, each, _order(ask, place)) for place, each in enumerate(ask.body.items)]
    return _answered(ask, works)


def _act(ask: Ask, each: OneAct, order: Order, session: Connection | None) -> Outcome:
    item = matter_in_reach(ask.engine, ask.viewer, ask.rulebook, each.number)
    if item is None or not is_within(item, ask.scenarios, ask.only_unit):
        return acts.Outcome(acts.REFUSED, error=Problem(Code.NOT_FOUND))
    order = acts.Order(order.who, item.number, order.key, expect=each.expect)
    return acts.pull(ask.engine, order, each.trigger, data=each.data, note=each.note, units=each.units, session=session)


def open_many(ask: Ask) -> Given:
    """Open each of many matters, once for each number of an outside source."""
    works = [partial(_open, ask, each, _order(ask, place)) for place, each in enumerate(ask.body.items)]
    return _answered(ask, works)


def _open(ask: Ask, each: NewMatter, order: Order, session: Connection | None) -> Outcome:
    try:
        check_opening(ask, each)
    except Problem as problem:
        return acts.Outcome(acts.REFUSED, error=problem)
    return acts.open_matter(ask.engine, order, each.scenario, item_of(each), new_units=each.new_units, session=session)


def _order(ask: Ask, place: int) -> Order:
    key = ask.order.key
    return acts.Order(ask.who, "", None if key is None else f"{key}:{place}")


def _answered(ask: Ask, works: Sequence[Doing]) -> Given:
    body = ask.body
    outcomes = acts.done_in_turn(ask.engine, works, together=body.atomic, trial=body.dry_run)
    undone = body.dry_run or (body.atomic and not all(each.how == acts.DONE for each in outcomes))
    shown = [_told(place, outcome, undone=undone) for place, outcome in enumerate(outcomes)]
    if body.atomic and undone and not body.dry_run:
        said = words.text("not all of them can be done, so none was")
        raise Problem(Code.REFUSED, said, items=shown)
    return Given({"items": shown})


def _told(place: int, outcome: Outcome, *, undone: bool) -> dict[str, Any]:
    try:
        item = done(outcome)
    except Exception as error:
        if not is_ours(error):
            raise
        problem = problem_of(error, reading=False)
        told = problem.to_json(instance="", trace="")
        return {"index": place, "done": False, "status": problem.status, "item": None, "problem": told}
    shown = None if item is None or undone else item.to_json()
    return {"index": place, "done": not undone, "status": 200, "item": shown, "problem": None}


def _many(name: str, path: str, answer: Any, scope: str, body: Any) -> Operation:  # noqa: ANN401 - as it takes them
    return Operation(
        name,
        "POST",
        path,
        answer,
        AllDone,
        scope=scope,
        functions=ACTING,
        body=body,
        also=(409, 422),
        tag="bulk",
    )


OPERATIONS = (
    _many("act_on_many", "/acts:bulk", act_on_many, tokens.ACT, ManyActs),
    _many("open_many", "/items:bulk", open_many, tokens.OPEN, ManyMatters),
)
