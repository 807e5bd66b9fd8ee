"""What somebody asks the ledger for: it stands in the address as a whole, so that a view can be kept and sent on."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from duban import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_LONGEST_SAID = 40
ROW_COUNTS = (25, 50, 100)
OPEN, CLOSED, VOID, MERGED, EVERYTHING = "open", "closed", "void", "merged", "all"
SHOWN = (OPEN, CLOSED, VOID, MERGED, EVERYTHING)
DENSITIES = ("0", "1")
ORDERS = ("due", "opened", "closed", "acted", "number")
_CONDITIONS = (
    *("text", "scenario", "state", "unit", "role", "light", "waiting", "plan", "source"),
    *("due_from", "due_to", "opened_from", "opened_to", "closed_from", "closed_to", "quiet", "show"),
)
"""What narrows the list down, in the order in which people read it; the rest says how it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for, as it was written: names, and days as people write them or as so many days from today.

    `unit` and `waiting` may have `@unit`, which is the unit of whoever looks. `quiet` is the day since when nobody has
    done anything, `col` are the columns. With `fold`, parts stand under what they are parts of, and nowhere else.
    `dense` is `1` for one line a row, `0` for two, and empty for what the account has kept. `view` is the saved view
    by which somebody came here.
    """

    text: str = ""
    scenario: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    role: str = ""
    light: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    plan: str = ""
    source: str = ""
    due_from: str = ""
    due_to: str = ""
    opened_from: str = ""
    opened_to: str = ""
    closed_from: str = ""
    closed_to: str = ""
    quiet: str = ""
    show: str = OPEN
    order: str = "due"
    rows: int = 50
    col: tuple[str, ...] = ()
    fold: str = ""
    dense: str = ""
    view: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return what stands behind the question mark of the address; what goes without saying is left out."""
        return list(self._pairs())

    @property
    def query(self) -> str:
        """Return it as it stands behind the question mark."""
        return urlencode(self.pairs)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for each in fields(self):
            value: Any = getattr(self, each.name)
            if value == each.default:
                continue
            yield from ((each.name, one) for one in value) if isinstance(value, tuple) else [(each.name, str(value))]

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """Return every condition with its value, one for each value."""
        return [(name, value) for name in _CONDITIONS for one, value in self._pairs() if one == name]

    def without(self, name: str, value: str = "") -> Asked:
        """Return this without a condition, or without one of its values."""
        there: Any = getattr(self, name)
        left: Any = tuple(each for each in there if value and each != value) if isinstance(there, tuple) else None
        default: Any = next(each.default for each in fields(self) if each.name == name)
        changed: dict[str, Any] = {name: default if left is None else left}
        return replace(self, **changed)

    def but(self, **changes: Any) -> Asked:  # noqa: ANN401 - what its fields hold
        """Return this with other values."""
        return replace(self, **changes)

    @property
    def cleared(self) -> Asked:
        """Return this without any condition."""
        return Asked(order=self.order, rows=self.rows, col=self.col, fold=self.fold, dense=self.dense)


ASKED_NAMES = tuple(each.name for each in fields(Asked))


ASKED_VALUES: Mapping[str, Sequence[str]] = {
    "show": SHOWN,
    "order": (*ORDERS, *(f"-{order}" for order in ORDERS)),
    "rows": tuple(map(str, ROW_COUNTS)),
    "dense": DENSITIES,
}
"""What the names can have as values that have only a few."""


def strange_in(
    given: Iterable[tuple[str, str]], known: Sequence[str], values: Mapping[str, Sequence[str]] = ASKED_VALUES
) -> tuple[str, ...]:
    """Return what is wrong with the names and values of an address: each that is not known, with the nearest name."""
    pairs = list(dict.fromkeys(given))
    names = [_strange(name, known) for name in dict.fromkeys(name for name, _ in pairs) if name not in known]
    odd = [
        words.text(
            "“{name}” cannot be “{value}”; there are: {known}", name=name, value=value[:_LONGEST_SAID], known=few
        )
        for name, value in pairs
        if name in known and value.strip() and value.strip() not in (few := values.get(name, (value.strip(),)))
    ]
    return (*names, *odd)


def _strange(name: str, known: Sequence[str]) -> str:
    said, close = name[:_LONGEST_SAID], difflib.get_close_matches(name[:_LONGEST_SAID], known, n=1, cutoff=0.5)
    if close:
        return words.text("nothing is looked for by “{name}”; did you mean “{close}”?", name=said, close=close[0])
    return words.text("nothing is looked for by “{name}”", name=said)


def asked_of(value: Callable[[str], str], values: Callable[[str], list[str]]) -> Asked:
    """Return what an address asks for; `value` gives the first that a name stands for in it, `values` all."""
    given: dict[str, Any] = {}
    for each in fields(Asked):
        if isinstance(each.default, tuple):
            given[each.name] = tuple(dict.fromkeys(values(each.name)))
        elif text := value(each.name):
            given[each.name] = text
    rows = given.pop("rows", "")
    given |= {"fold": "1"} if "fold" in given else {}
    given |= {"dense": ""} if given.get("dense") not in DENSITIES else {}
    if given.get("show") == CLOSED:
        given.setdefault("order", "-closed")
    found = Asked(**given)
    if found.show not in SHOWN:
        found = replace(found, show=OPEN)
    if found.order.removeprefix("-") not in ORDERS or (found.show == OPEN and found.order.endswith(CLOSED)):
        found = replace(found, order="due")
    return replace(found, rows=int(rows)) if rows in map(str, ROW_COUNTS) else found
