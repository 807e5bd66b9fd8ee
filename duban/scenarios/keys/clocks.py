"""Reads `clocks`: budgets of time, and the reviews of those that have no due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import TEXT, duration, flag, many, message, named, named_shape, recipients, refers, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import OPEN, ClockRule, FieldType, Review
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope


@shaped(lambda: TEXT)
def _start(scope: Scope, node: Node, path: str) -> str | None:
    return OPEN if node.value == OPEN else scope.refers("state", node, path, also=(OPEN,))


REVIEW = Keys(
    "review",
    Review,
    Key("every", duration, "How often it returns.", "every", required=True),
    Key("notify", recipients, "Who is asked how it goes on.", "who is told", default=(), required=True),
    Key("copy", recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording.", "message sent", default="", required=True),
    Key("urgent", flag, "It does not wait for office hours.", "sent outside office hours too"),
)


@shaped(REVIEW.shape)
def _review(scope: Scope, node: Node, path: str) -> Review | None:
    found = REVIEW.read(scope, node, path)
    return REVIEW.build(found) if found.get("every") is not None else None


CLOCK = Keys(
    "clock",
    ClockRule,
    Key(
        "starts",
        many(_start),
        "When it starts: open, or the states on entering which it does.",
        "starts at",
        default=(),
        required=True,
    ),
    Key(
        "stops",
        many(refers("state")),
        "The states on entering which it stops; final ones stop every clock.",
        "stops at",
        default=(),
        required=True,
    ),
    Key("budget", duration, "How much time there is, such as 5 working days.", "time limit"),
    Key(
        "unless",
        refers("field"),
        "A date field whose value, given in this round, replaces the budget; another date moves the clock.",
        "due day given by the field",
    ),
    Key("once", flag, "The first date given in a round counts; later ones move nothing.", "first date counts"),
    Key("review", _review, "What returns while it runs without a due date.", "periodic review"),
    untold=("name",),
)


@shaped(lambda: named_shape(CLOCK.shape()))
def read_clocks(scope: Scope, node: Node | None, section: str) -> dict[str, ClockRule]:
    """Return the clocks by name."""
    clocks = {}
    for key, child, path in named(scope, node, section):
        found = CLOCK.read(scope, child, path)
        if child.value and not {"budget", "unless", "review"} & found.keys():
            scope.refuse(child, path, Line("has no due date: give it a `budget`, an `unless` or a `review`"))
        unless = scope.parts["fields"].get(found.get("unless") or "")
        if unless is not None and (unless.type not in (FieldType.DATE, FieldType.DATETIME) or unless.many):
            said = Line(
                'the field "{field}" is no single date; `unless` needs `type: date` or `datetime`', field=unless.name
            )
            scope.refuse(child.value["unless"], f"{path}.unless", said)
        elif unless is not None and unless.private and not scope.kept:
            facts = {"field": unless.name}
            said = Line('the field "{field}" is private, and everybody sees the due day; take another one', **facts)
            scope.refuse(child.value["unless"], f"{path}.unless", said)
        if found.get("once") and found.get("unless") is None:
            said = Line("means nothing without `unless`, the field whose first date counts")
            scope.refuse(child.value["once"], f"{path}.once", said)
        clocks[str(key)] = CLOCK.build(found, name=str(key))
    return clocks
