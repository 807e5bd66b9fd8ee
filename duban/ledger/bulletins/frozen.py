"""Figures frozen at a cut-off: what a bulletin says, kept as evidence, with an id that its paper prints."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.bulletins.errors import SnapshotFault
from duban.workflow import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = (
    *("received", "open", "not_due_yet", "done_in_time", "overdue", "overdue_open", "signed_in_time", "extended"),
    *("reworked", "satisfied", "reported"),
)
"""The figures that are frozen."""
FORM = 1
"""Of the file; a later form is refused."""
MOST_BYTES = 16 * 1024 * 1024
_ID = 12
_MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Standards:
    """By what units are judged: the rate in percent to reach, and how many matters a rate is ranked from."""

    target: Decimal = Decimal(95)
    minimum: int = 5


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: `part` of `whole`, or a count without a whole; `counted`, `others` and `out` are the matters behind it.

    `out` says of each matter that was left out why it was.
    """

    part: int
    whole: int | None = None
    counted: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    out: tuple[tuple[str, str], ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """Return the share in percent to two places, half up; none of nothing."""
        return rounded(Fraction(100 * self.part, self.whole)) if self.whole else None

    @property
    def rest(self) -> int:
        """Return what is in the whole and not in the part."""
        return (self.whole or 0) - self.part


NOTHING = Number(0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a unit or a month, by name; one that is not there is nothing of nothing."""

    key: str
    numbers: Mapping[str, Number] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Number:
        """Return a figure."""
        return self.numbers.get(name, NOTHING)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Figures of a period as known at a cut-off; `before` are those of all of the period before.

    `until` is the cut-off as the office writes it, and `at` the day or instant itself; `groups` are those that are
    ranked apart, each with its units. By the `standards` units are judged, and `wording` is the office's own text of
    the bulletin, empty for ours. `snapshot` is a digest of all of it.
    """

    period: str
    first: str
    last: str
    until: str
    at: str
    plan: str
    scenarios: tuple[str, ...]
    units: tuple[Row, ...]
    total: Row
    sum: Row
    months: tuple[Row, ...]
    before: Row
    groups: Mapping[str, tuple[str, ...]]
    snapshot: str = ""
    standards: Standards = Standards()
    wording: str = ""

    def row(self, unit: str) -> Row:
        """Return the figures of a unit."""
        return next((row for row in self.units if row.key == unit), Row(unit))


def as_bytes(frozen: Frozen) -> bytes:
    """Return frozen figures as the JSON that is kept: the same figures are the same bytes."""
    body = _body(frozen)
    return _canonical({**body, "snapshot": _digest(body)})


def with_snapshot(frozen: Frozen) -> Frozen:
    """Return frozen figures with their id."""
    return replace(frozen, snapshot=_digest(_body(frozen)))


def read_frozen(content: bytes) -> Frozen:
    """Return figures that were kept; raises SnapshotFault if they are not as they were frozen."""
    if len(content) > MOST_BYTES:
        raise SnapshotFault(words.Line("the file is too large for frozen figures"))
    try:
        body = json.loads(content)
        snapshot = str(body.pop("snapshot"))
        frozen = _read(body)
    except SnapshotFault:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ArithmeticError):
        raise SnapshotFault(words.Line("this is no file of frozen figures")) from None
    if _digest(_body(frozen)) != snapshot:
        raise SnapshotFault(words.Line("these figures were changed after they were frozen"))
    return with_snapshot(frozen)


def _body(frozen: Frozen) -> dict[str, Any]:
    return {
        "form": FORM,
        **{name: getattr(frozen, name) for name in ("period", "first", "last", "until", "at", "plan")},
        "scenarios": list(frozen.scenarios),
        **{name: [_row(row) for row in getattr(frozen, name)] for name in ("units", "months")},
        **{name: _row(getattr(frozen, name)) for name in ("total", "sum", "before")},
        "groups": {name: list(units) for name, units in frozen.groups.items()},
        "target": f"{frozen.standards.target.normalize():f}",
        "minimum": frozen.standards.minimum,
        "wording": frozen.wording,
    }


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "numbers": {name: _number(each) for name, each in sorted(row.numbers.items())}}


def _number(number: Number) -> dict[str, Any]:
    lists = {"counted": list(number.counted), "others": list(number.others), "out": [list(each) for each in number.out]}
    return {"part": number.part, "whole": number.whole, **{name: found for name, found in lists.items() if found}}


def _read(body: dict[str, Any]) -> Frozen:
    if body["form"] != FORM:
        raise SnapshotFault(words.Line("these figures were frozen by a later duban"))
    listed = (body["units"], body["months"], body["groups"], *body["groups"].values())
    if any(len(each) > _MOST_ROWS for each in listed):
        raise SnapshotFault(words.Line("these figures have more than {most} rows", most=_MOST_ROWS))
    return Frozen(
        period=str(body["period"]),
        first=str(body["first"]),
        last=str(body["last"]),
        until=str(body["until"]),
        at=str(body["at"]),
        plan=str(body["plan"]),
        scenarios=tuple(map(str, body["scenarios"])),
        units=tuple(map(_read_row, body["units"])),
        total=_read_row(body["total"]),
        sum=_read_row(body["sum"]),
        months=tuple(map(_read_row, body["months"])),
        before=_read_row(body["before"]),
        groups={str(name): tuple(map(str, units)) for name, units in body["groups"].items()},
        standards=_read_standards(body),
        wording=str(body["wording"]),
    )


def _read_row(row: dict[str, Any]) -> Row:
    return Row(str(row["key"]), {str(name): _read_number(each) for name, each in row["numbers"].items()})


def _read_standards(body: dict[str, Any]) -> Standards:
    target, minimum = Decimal(str(body["target"])), int(body["minimum"])
    if not 0 <= target <= 100 or minimum < 1:  # noqa: PLR2004 - percent
        raise ValueError(target)
    return Standards(target, minimum)


def _read_number(number: dict[str, Any]) -> Number:
    part, whole = int(number["part"]), None if number["whole"] is None else int(number["whole"])
    if part < 0 or (whole is not None and part > whole):
        said = words.Line("{part} of {whole} is no figure: a part is never more than the whole", part=part, whole=whole)
        raise SnapshotFault(said)
    return Number(
        part,
        whole,
        tuple(map(str, number.get("counted", ()))),
        tuple(map(str, number.get("others", ()))),
        tuple((str(each[0]), str(each[1])) for each in number.get("out", ())),
    )


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()[:_ID]
