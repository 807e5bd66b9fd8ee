"""What has changed from one freezing to the next: shown to whoever signs, and to who objected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger.bulletins.drafting import figure_called, told
from duban.ledger.bulletins.frozen import NAMES
from duban.ledger.bulletins.ranking import groups_of
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.ledger.bulletins.frozen import Frozen, Number


@dataclass(frozen=True, slots=True)
class Change(Jsonable):
    """A figure, or a place, that is not what it was; `added` and `removed` are matters behind it."""

    unit: str
    what: str
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def moved(self) -> str:
        """Return the matters that have come in and gone out, in words."""
        said = [f"增加{'、'.join(self.added)}"] if self.added else []
        return "；".join([*said, *([f"减少{'、'.join(self.removed)}"] if self.removed else [])])


def changes_between(old: Frozen, new: Frozen) -> tuple[Change, ...]:
    """Return what has changed, of all and then of each unit, in the order of the figures; places last."""
    found = list(_figures("合计", old.total.numbers, new.total.numbers))
    for unit in dict.fromkeys([*(row.key for row in old.units), *(row.key for row in new.units)]):
        found += _figures(unit or "待指定", old.row(unit).numbers, new.row(unit).numbers)
    return (*found, *_places(old, new))


def _figures(unit: str, old: Mapping[str, Number], new: Mapping[str, Number]) -> Iterator[Change]:
    for name in NAMES:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        was, now = _behind(before), _behind(after)
        yield Change(
            unit,
            figure_called(name),
            told(before),
            told(after),
            tuple(sorted(now - was)),
            tuple(sorted(was - now)),
        )


def _behind(number: Number | None) -> set[str]:
    return set() if number is None else set(number.counted)


def _places(old: Frozen, new: Frozen) -> Iterator[Change]:
    was, now = (
        {
            each.unit: (f"{group.title}第{each.place}名" if each.place else "不参加排名")
            for group in groups_of(frozen)
            for each in group.placed
        }
        for frozen in (old, new)
    )
    for unit in dict.fromkeys([*was, *now]):
        before, after = was.get(unit, "不参加排名"), now.get(unit, "不参加排名")
        if before != after:
            yield Change(unit, "名次", before, after)
