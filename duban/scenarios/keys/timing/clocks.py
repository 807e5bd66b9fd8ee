"""Reads `clocks`: budgets of time, and the reviews of those that have no due date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import TEXT, duration, flag, many, message, named, named_shape, recipients, refers, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.scenarios.keys.timing.dues import check_circles, check_together, dated_by, due
from duban.scenarios.keys.timing.lengths import WrittenLengths, length_or_lengths
from duban.states import OPEN, ClockRule, DueAfter, Review
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
    Key(
        "budget",
        length_or_lengths,
        "How much time there is, such as 5 working days; or by the value of a choice field: "
        "{by: FIELD, VALUE: 1 working day, else: 3 working days}.",
        "time limit",
    ),
    Key(
        "due",
        due,
        "What says when it is due: a date field that is given in this round, or another clock, perhaps with a length "
        "before or after it. Another date moves the clock.",
        "due as",
        field="after",
    ),
    Key(
        "else",
        length_or_lengths,
        "With `due`: how much time there is while that says nothing; as `budget`.",
        field=None,
    ),
    Key(
        "unless",
        refers("field"),
        "The earlier way to write `due: FIELD`, with `budget` for `else`.",
        "due day given by the field",
    ),
    Key("once", flag, "The first date given in a round counts; later ones move nothing.", "first date counts"),
    Key("review", _review, "What returns while it runs without a due date.", "periodic review"),
    also={"by": "time limit by a field"},
    untold=("name",),
)


@shaped(lambda: named_shape(CLOCK.shape()))
def read_clocks(scope: Scope, node: Node | None, section: str) -> dict[str, ClockRule]:
    """Return the clocks by name."""
    clocks = {}
    for key, child, path in named(scope, node, section):
        found = CLOCK.read(scope, child, path)
        if child.value and not {"budget", "due", "else", "unless", "review"} & found.keys():
            scope.refuse(child, path, Line("has no due date: give it a `budget`, a `due` or a `review`"))
        check_together(scope, child, path, found)
        given: dict[str, Any] = dated_by(scope, child, path, found)
        if found.get("once") and given["unless"] is None:
            said = Line("means nothing without `due`, the field whose first date counts")
            scope.refuse(child.value["once"], f"{path}.once", said)
        if isinstance(found.get("due"), DueAfter):
            given["after"] = found["due"]
        written: WrittenLengths | None = found.get("budget") or found.get("else")
        if written is not None:
            given |= {"budget": written.otherwise, "by": written.by}
        rest = {name: value for name, value in found.items() if name in {"starts", "stops", "once", "review"}}
        clocks[str(key)] = CLOCK.build(rest, name=str(key), **given)
    check_circles(scope, node, section, clocks)
    return clocks
