"""A bulletin drafted from frozen figures: what its text may say, its tables, and its two charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.bulletins.blocks import Bulletin, Chart, Grid, Source, Span, Words
from duban.ledger.bulletins.errors import WordingFault
from duban.ledger.bulletins.frozen import NAMES, Number
from duban.ledger.bulletins.periods import next_called, period_called
from duban.ledger.bulletins.ranking import RATE, groups_of, not_reported
from duban.ledger.bulletins.text import marked, overall, written
from duban.ledger.charts import Month, MonthChart, RateBar, RateChart, RateGroup
from duban.workflow import FIGURE_TITLE_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger.bulletins.blocks import Part
    from duban.ledger.bulletins.frozen import Frozen, Row
    from duban.ledger.bulletins.ranking import Group, Placed

_ALL, _SUM = "合计", "各单位相加"


def draft_bulletin(frozen: Frozen) -> Bulletin:
    """Return the bulletin of frozen figures, by the standards and in the wording that were frozen with them.

    Raises WordingFault if that wording cannot be used.
    """
    drafted = _Draft(frozen)
    blocks: dict[str, Part] = drafted.blocks()
    parts: list[Part] = []
    for each in written(drafted.values(), frozen.wording):
        if isinstance(each, str):
            if each not in blocks:
                wrong = words.Line(
                    "there is no table or chart {name}; there are {names}", name=each, names=list(blocks)
                )
                raise WordingFault(wrong)
            parts.append(blocks[each])
        else:
            parts.append(each)
    title = f"关于{period_called(frozen.period)}督办事项办理情况的通报"
    said = {span.source for part in parts for span in _spans(part)}
    sources = tuple(source for key, source in drafted.sources.items() if key in said)
    return Bulletin(title, frozen.period, tuple(parts), sources, frozen)


def _spans(part: Part) -> Iterable[Span]:
    if isinstance(part, Grid):
        return (span for row in part.rows for span in row)
    return () if isinstance(part, Chart) else part.spans


def overall_said(frozen: Frozen) -> list[str]:
    """Return the paragraphs about all units together, as our bulletin has them."""
    parts = written(_Draft(frozen).values(), overall())
    return [part.text for part in parts if isinstance(part, Words)]


class _Draft:
    """What a template may say, with the sources that it has asked for."""

    def __init__(self, frozen: Frozen) -> None:
        self.frozen, self.standards = frozen, frozen.standards
        self.groups = groups_of(frozen)
        self.sources: dict[str, Source] = {}

    def said(self, row: Row, name: str, form: str = "part") -> str:
        """Return a figure of a row as text that keeps its source."""
        span = self._span(row, name, form)
        return marked(span.text, span.source)

    def values(self) -> dict[str, Any]:
        """Return what the text is written of."""
        frozen, total = self.frozen, self.frozen.total
        placed = [each for group in self.groups for each in group.placed]
        few = [each for group in self.groups for each in group.few]
        return {
            "n": lambda name: self.said(total, name),
            "part": lambda name: self.said(total, name),
            "whole": lambda name: self.said(total, name, "whole"),
            "rate": lambda name: self.said(total, name, "rate"),
            "count": lambda name: total[_known(name)].part,
            "base": lambda name: total[_known(name)].whole or 0,
            "change": self._change,
            "period": {
                "title": period_called(frozen.period),
                "next_title": next_called(frozen.period),
                "until": frozen.until,
                "answer_by": "本通报印发之日起5个工作日内",
            },
            "groups": [self._group(group) for group in self.groups],
            "ranked": [each.unit for group in self.groups for each in group.ranked],
            "few": [{"unit": each.unit, "counted": self.said(each.row, RATE, "counted")} for each in few],
            "few_late": [self._unit(each) for each in few if each.row[RATE].rest],
            "still_open": _by_matter((each.unit, each.row["overdue_open"].counted) for each in placed),
            "done_late": _by_matter((each.unit, _done_late(each.row)) for each in placed),
            "nothing_due": [unit for group in self.groups for unit in group.nothing_due],
            "no_matter": [unit for group in self.groups for unit in group.no_matter],
            "not_reported": [self._owing(row) for row in not_reported(frozen)],
            "minimum": self.standards.minimum,
            "target": f"{self.standards.target.normalize():f}",
            "snapshot": frozen.snapshot,
        }

    def _change(self, name: str) -> str:
        """Return how a rate has moved since the period before, in percentage points, with the base."""
        _known(name)
        now, before = self.frozen.total[name].percent, self.frozen.before[name].percent
        if now is None or before is None:
            return ""
        moved = now - before
        said = "持平" if not moved else f"{'上升' if moved > 0 else '下降'}{abs(moved)}个百分点"
        return f"，与上期{self.said_before(name)}相比{said}"

    def said_before(self, name: str) -> str:
        """Return a rate of the period before, which keeps its source too."""
        key = f"上期·{name}"
        self.sources[key] = Source(key, figure_called(name), "上期合计", self.frozen.before[name])
        return marked(_as(self.frozen.before[name], "rate"), key)

    def _group(self, group: Group) -> dict[str, Any]:
        return {
            "title": group.title,
            "head": f"{group.title}：" if group.title else "",
            "good": [self._unit(each) for each in group.good],
            "late": [self._unit(each) for each in group.late],
        }

    def _unit(self, each: Placed) -> dict[str, Any]:
        """Return a unit with how many of its late matters are still open, and how many were closed late."""
        row, closed = each.row, each.row[RATE].rest - each.row["overdue_open"].part
        return {
            "unit": each.unit,
            "rate": self.said(row, RATE, "rate"),
            "open": self.said(row, "overdue_open") if row["overdue_open"].part else "",
            "late": str(closed) if closed > 0 else "",
        }

    def _owing(self, row: Row) -> dict[str, Any]:
        return {"unit": row.key, "owed": self.said(row, "reported", "whole"), "handed": self.said(row, "reported")}

    def blocks(self) -> dict[str, Part]:
        """Return the tables and charts by their names."""
        return {
            "表：各组情况": self._by_group(),
            "表：排名": self._ranking(),
            "图：各月情况": Chart(months_chart(self.frozen)),
            "图：按期办结率": Chart(rates_chart(self.frozen)),
        }

    def _by_group(self) -> Grid:
        head = ("组别", "单位数", "应办结", "按期办结", "按期办结率", "逾期未办结")
        rows = []
        for group in self.groups:
            units = [*group.placed]
            whole, part = (sum(getattr(each.row[RATE], name) or 0 for each in units) for name in ("whole", "part"))
            still = sum(each.row["overdue_open"].part for each in units)
            count = len(units) + len(group.nothing_due) + len(group.no_matter)
            rate = _as(Number(part, whole), "percent") if whole else "—"
            rows.append(tuple(map(Span, (group.title or "全部", str(count), str(whole), str(part), rate, str(still)))))
        sums = self.frozen.sum
        spans = ("whole", "part", "percent")
        rows.append(
            (
                Span(_SUM),
                Span(""),
                *(self._span(sums, RATE, form) for form in spans),
                self._span(sums, "overdue_open"),
            )
        )
        total = self.frozen.total
        rows.append(
            (
                Span("全市（每件计一次）"),
                Span(""),
                *(self._span(total, RATE, form) for form in spans),
                self._span(total, "overdue_open"),
            )
        )
        return Grid("表1　各组按期办结情况", head, tuple(rows), (3.2, 1.2, 1.3, 1.5, 1.8, 1.8))

    def _ranking(self) -> Grid:
        head = ("组别", "名次", "单位", "应办结", "按期办结", "按期办结率", "逾期未办结", "延期", "返工")
        rows = [
            (
                Span(group.title or "全部"),
                Span(str(each.place)),
                Span(each.unit),
                *(self._span(each.row, RATE, form) for form in ("whole", "part", "percent")),
                *(self._span(each.row, name) for name in ("overdue_open", "extended", "reworked")),
            )
            for group in self.groups
            for each in group.ranked
        ]
        return Grid("表2　各单位按期办结率排名", head, tuple(rows), (2.2, 1, 3, 1.2, 1.4, 1.7, 1.7, 1, 1))

    def _span(self, row: Row, name: str, form: str = "part") -> Span:
        _known(name)
        whose = row.key or (_SUM if row is self.frozen.sum else _ALL)
        key = f"{whose}·{name}"
        self.sources[key] = Source(key, figure_called(name), whose, row[name])
        return Span(_as(row[name], form), key)


def _known(name: str) -> str:
    """Return the name of a figure; raises WordingFault if there is none of it."""
    if name not in NAMES:
        raise WordingFault(words.Line("there is no figure {name:shown}; there are {names}", name=name, names=[*NAMES]))
    return name


def figure_called(name: str) -> str:
    """Return what a figure is called, as 统计 calls it; in Chinese, as the paper is."""
    with words.speaking("zh"):
        return words.text(FIGURE_TITLE_TEXTS[name])


def _by_matter(late: Iterable[tuple[str, Iterable[str]]]) -> list[dict[str, Any]]:
    """Return late matters, each once, with the units that are late with it."""
    found: dict[str, list[str]] = {}
    for unit, numbers in late:
        for number in dict.fromkeys(numbers):
            found.setdefault(number, []).append(unit)
    return [{"number": number, "units": units} for number, units in sorted(found.items())]


def _done_late(row: Row) -> list[str]:
    still = set(row["overdue_open"].counted)
    return [number for number in row[RATE].others if number not in still]


def rates_chart(frozen: Frozen) -> RateChart:
    """Return the rates of all units of which anything fell due, group by group."""
    groups = tuple(
        RateGroup(
            tuple(
                RateBar(each.unit, each.row[RATE].part, each.row[RATE].whole or 0, ranked=each.place is not None)
                for each in group.placed
            ),
            group.title,
        )
        for group in groups_of(frozen)
        if group.placed
    )
    note = f"数据截至{frozen.until}；本期到期应办结的事项中按期办结的比率"
    return RateChart(f"{period_called(frozen.period)}各单位按期办结率", groups, frozen.standards.target, note)


def months_chart(frozen: Frozen) -> MonthChart:
    """Return the months up to the period by what has become of the matters that fell due in them."""
    months = tuple(
        Month(
            row.key,
            on_time=row[RATE].part,
            late=row[RATE].rest - row["overdue_open"].part,
            running=sum(why == "not_due" for _, why in row[RATE].out),
            overdue=row["overdue_open"].part,
        )
        for row in frozen.months
    )
    return MonthChart("各月到期事项办理情况", months, f"按到期月份统计，数据截至{frozen.until}")


def _as(number: Number, form: str) -> str:
    if form == "part":
        return str(number.part)
    if form == "whole":
        return str(number.whole or 0)
    counted = f"{number.part}/{number.whole or 0}"
    if form == "counted" or number.percent is None:
        return counted
    return f"{number.percent}%" if form == "percent" else f"{number.percent}%（{counted}）"


def told(number: Number | None) -> str:
    """Return a figure as a table of changes says it."""
    if number is None:
        return "0"
    return _as(number, "part" if number.whole is None else "rate")
