"""The list that a year of indicators is opened by: who leads each, and which materials are wanted of whom, by when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.report_form import write_table
from duban.ledger.excel.sheet import read_sheet
from duban.ledger.notice.wording import read_day
from duban.states import InvalidData, Jsonable, fold_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from os import PathLike

    from duban.ledger.excel.sheet import SheetRow

EIGHTEEN = (
    *("开办企业", "劳动力市场监管", "办理建筑许可", "政府采购", "招标投标", "获得电力", "获得用水用气"),
    *("登记财产", "获得信贷", "保护中小投资者", "知识产权创造、保护和运用", "跨境贸易", "纳税", "执行合同"),
    *("办理破产", "市场监管", "政务服务", "包容普惠创新"),
)
"""The indicators of the first level of 中国营商环境评价, as 《中国营商环境报告2020》 has them; who leads is local."""

_HEADS = {
    "indicator": ("指标", "指标名称", "一级指标", "评价指标", "indicator"),
    "lead": ("牵头单位", "牵头部门", "lead"),
    "partners": ("配合单位", "配合部门", "协办单位", "partners"),
    "material": ("材料", "材料名称", "佐证材料", "佐证材料名称", "material"),
    "form": ("形式", "材料形式", "要求", "form"),
    "by": ("出具单位", "提供单位", "责任单位", "by"),
    "due": ("时限", "完成时限", "交齐时限", "提交时限", "due"),
}
_HIGHEST_HEAD = 10
_COLUMNS = ("indicator", "lead", "partners", "material", "form", "by", "due")
_SEVERAL = re.compile(r"[、，,；;\n]")


@dataclass(frozen=True, slots=True)
class ListedMaterial(Jsonable):
    """A material that is wanted: what, in which form, of whom, and by when; without units, of the lead."""

    title: str
    form: str
    units: tuple[str, ...]
    due: date | None


@dataclass(frozen=True, slots=True)
class ListedIndicator(Jsonable):
    """An indicator of a list: its name, who leads it and who helps, and the materials that are wanted."""

    name: str
    lead: str
    partners: tuple[str, ...]
    materials: tuple[ListedMaterial, ...]


def write_indicators(path: str | PathLike[str]) -> None:
    """Write a list of the eighteen indicators to fill in, as .xlsx or CSV by its name; each material gets a row.

    Raises FileExistsError if the file is there, and ListError if a workbook cannot be written here.
    """
    head = ["序号", *(_HEADS[name][0] for name in _COLUMNS)]
    write_table(path, [head, *([str(place), name, *[""] * 6] for place, name in enumerate(EIGHTEEN, 1))])


def read_indicators(path: str | PathLike[str]) -> tuple[ListedIndicator, ...]:
    """Return the indicators of a list, CSV or .xlsx: a row for each material, or one without any for the indicator.

    Raises ListError if it is no such list, InvalidData with everything that is wrong with its rows, and OSError if it
    cannot be opened.
    """
    source = str(path)
    rows = read_sheet(path)
    head, places = _head(source, rows)
    found: dict[str, ListedIndicator] = {}
    problems: list[words.Line] = []
    for row in rows[head + 1 :]:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        problems += [words.at(f"{source}:{row.line}", problem) for problem in _take(found, cells)]
    if problems:
        raise InvalidData(tuple(problems))
    if not found:
        raise ListError(source, words.Line("has no indicator"))
    return tuple(found.values())


def checklist_of(indicator: ListedIndicator) -> str:
    """Return the materials of an indicator as text, and the units that help, for all who work on it to read."""
    asked = [f"{place}. {_said(each)}" for place, each in enumerate(indicator.materials, 1)]
    helping = [f"配合单位：{'、'.join(indicator.partners)}"] if indicator.partners else []
    return "\n".join([*asked, *helping])


def _said(material: ListedMaterial) -> str:
    more = [material.form, "、".join(material.units), "" if material.due is None else f"{material.due}前"]
    said = "，".join(filter(None, more))
    return f"{material.title}（{said}）"


def _head(source: str, rows: Sequence[SheetRow]) -> tuple[int, dict[str, int]]:
    """Return which row is the head, and where its columns stand."""
    known = {fold_name(title): name for name, titles in _HEADS.items() for title in titles}
    for place, row in enumerate(rows[:_HIGHEST_HEAD]):
        meant = [known.get(fold_name(cell), "") for cell in row.cells]
        if {"indicator", "lead"} <= {*meant}:
            if twice := next((name for name in meant if name and meant.count(name) > 1), None):
                said = words.Line("column {column} stands twice; keep one", column=_HEADS[twice][0])
                raise ListError(source, said, line=row.line)
            return place, {name: at for at, name in enumerate(meant) if name}
    heads = tuple(_HEADS[name][0] for name in _COLUMNS)
    raise ListError(source, words.Line("has no such head: columns are called {known:quoted}", known=heads))


def _take(found: dict[str, ListedIndicator], cells: dict[str, str]) -> Iterator[words.Line]:
    """Put a row to its indicator; yield what is wrong with it."""
    name = " ".join(cells.get("indicator", "").split())
    if not name:
        yield words.Line("names no indicator: each row says to which one its material belongs")
        return
    before = found.get(name)
    leads, partners = _units(cells.get("lead", "")), _units(cells.get("partners", ""))
    lead = leads[0] if leads else "" if before is None else before.lead
    if len(leads) > 1 or (before is not None and lead != before.lead):
        yield words.Line("“{name}” has several leads: name one", name=name)
    if not lead:
        yield words.Line("“{name}” has no lead", name=name)
    materials = () if before is None else before.materials
    if title := " ".join(cells.get("material", "").split()):
        written = cells.get("due", "")
        day = read_day(written) if written else None
        if written and day is None:
            yield words.Line("“{written}” is no day, such as 2026-09-10", written=written[:40])
        if any(each.title == title for each in materials):
            yield words.Line("“{title}” stands twice under “{name}”", title=title, name=name)
        units = _units(cells.get("by", "")) or ((lead,) if lead else ())
        materials = (*materials, ListedMaterial(title, cells.get("form", ""), units, day))
    elif cells.get("by") or cells.get("form"):
        yield words.Line("says who gives a material, and not which: fill in the column {column}", column="材料")
    helping = tuple(dict.fromkeys((*(() if before is None else before.partners), *partners)))
    found[name] = ListedIndicator(name, lead, helping, materials)


def _units(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEVERAL.split(cell) if part.strip()))
