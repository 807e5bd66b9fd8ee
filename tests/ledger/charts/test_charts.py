"""Charts: labels stand whole and apart, copies in black and white read, and pictures hold the text."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2 as pdfium
import pytest
import xlsxwriter
from lxml import etree

from duban import words
from duban.ledger.charts import (
    Month,
    RateBar,
    RateChart,
    RateGroup,
    add_months_chart,
    add_rates_chart,
    chart_figure,
    chart_pdf,
    chart_png,
    chart_svg,
    chart_table,
    parted,
)
from tests.ledger.charts.drawn import CHARTS, LONG, MONTHS, RATES, WIDTHS, drawn, faults, months, rates

if TYPE_CHECKING:
    from duban.ledger.charts import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def _texts(drawing: Drawing) -> list[str]:
    return [label.text for label in drawing.labels]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHARTS)
def test_no_label_is_cut_off_or_lies_on_another(name: str, width: float, language: str) -> None:
    with words.speaking(language):
        assert faults(drawn(CHARTS[name], width)) == []


@pytest.mark.parametrize("name", CHARTS)
def test_every_bar_and_column_stays_on_the_sheet(name: str) -> None:
    for width in WIDTHS:
        drawing = drawn(CHARTS[name], width)
        assert all(
            rect.x >= 0 and rect.x + rect.width <= width and rect.y >= 0 and rect.y + rect.height <= drawing.height
            for rect in drawing.rects
        )


def test_names_stand_whole_however_long_they_are() -> None:
    for width in WIDTHS:
        told = "".join(_texts(drawn(RATES["long names"], width)))
        assert LONG in told
        assert LONG[1:] in told.replace(LONG, "", 1)


def test_each_bar_says_its_part_and_whole() -> None:
    assert "89.62%（22345/24932）" in _texts(drawn(RATES["long names"]))
    with words.speaking("en"):
        assert "89.62% (22345/24932)" in _texts(drawn(RATES["long names"]))


def test_a_bar_is_as_long_as_its_rate() -> None:
    drawing = drawn(rates(RateBar("甲局", 1, 4), RateBar("乙局", 0, 4), RateBar("丙局", 4, 4)))
    tracks = [rect for rect in drawing.rects if rect.fill == "track"]
    bars = [rect for rect in drawing.rects if rect.fill in {"reached", "missed"} and rect.width != 18]
    assert len(tracks) == 3
    assert [round(bar.width / tracks[0].width, 4) for bar in bars] == [0.25, 1.0]


def test_the_rate_itself_is_held_against_the_target_not_what_is_said_of_it() -> None:
    just_below = RateBar("甲局", 94_999, 100_000)
    assert just_below.said.startswith("95.00%")
    assert not rates(just_below).reaches(just_below)


def test_the_target_stands_where_it_is() -> None:
    drawing = drawn(rates(RateBar("甲局", 95, 100)))
    (line,) = [rule for rule in drawing.rules if rule.dashed]
    (bar,) = [rect for rect in drawing.rects if rect.fill == "reached" and rect.width != 18]
    assert line.x1 == line.x2 == pytest.approx(bar.x + bar.width)
    assert "目标95%" in _texts(drawing)


def test_what_nothing_fell_due_in_says_so_and_shows_no_rate() -> None:
    drawing = drawn(RATES["none"])
    assert not drawing.rects
    assert any("没有应办结" in text for text in _texts(drawing))
    assert any("没有事项" in text for text in _texts(drawn(MONTHS["nothing in them"])))


def test_columns_are_stacked_by_what_has_become_of_the_matters() -> None:
    drawing = drawn(months(Month("2026-01", 10, 20, 30, 40), Month("2026-02", 50)))
    first = [rect for rect in drawing.rects if rect.height != 11 and rect.x < 64 and rect.fill != "plate"]
    assert [rect.fill for rect in first] == ["on_time", "late", "running", "overdue"]
    assert [round(rect.height / first[0].height, 3) for rect in first] == [1, 2, 3, 4]
    assert {"10", "20", "30", "40", "100", "50"} <= set(_texts(drawing))


def test_years_are_said_where_they_begin() -> None:
    said = _texts(drawn(MONTHS["a year"]))
    assert said.count("2025年") == said.count("2026年") == 1
    assert "12月" in said


def test_in_black_and_white_each_state_is_told_by_its_hatch() -> None:
    root = etree.fromstring(chart_svg(drawn(MONTHS["a year"]), "m"))
    fills = {rect.get("fill") for rect in root.iter(f"{SVG}rect")} - {"#ffffff"}
    hatched = {fill for fill in fills if fill and fill.startswith("url(")}
    assert hatched == {"url(#m-late)", "url(#m-overdue)"}
    assert {pattern.get("id") for pattern in root.iter(f"{SVG}pattern")} == {"m-late", "m-overdue"}
    greys = sorted(sum(int(fill[i : i + 2], 16) for i in (1, 3, 5)) / 3 for fill in fills - hatched if fill)
    assert greys[-1] - greys[0] > 100


@pytest.mark.parametrize("name", CHARTS)
def test_it_has_a_title_and_a_description_and_asks_no_style_sheet(name: str) -> None:
    chart = CHARTS[name]
    root = etree.fromstring(chart_svg(drawn(chart), "c"))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == chart.title
    assert desc is not None
    assert desc.text
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), desc.get("id")]
    assert not [each for each in root.iter() if each.tag in {f"{SVG}style", f"{SVG}script"} or each.get("style")]


def test_names_are_text_whatever_is_in_them() -> None:
    chart = RateChart("<b>&", (RateGroup((RateBar("</text><script>alert(1)</script>\x00\x1b", 1, 2),)),), note='"<')
    page = chart_figure(chart)
    assert "<script>" not in page
    assert "<b>" not in page
    etree.fromstring(chart_svg(drawn(chart)))


def test_several_charts_in_one_page_do_not_share_ids() -> None:
    page = chart_figure(RATES["forty"], "one") + chart_figure(MONTHS["a year"], "two")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {each[5:-1] for each in re.findall(r"url\([^)]+\)", page)} <= set(ids)


def test_the_table_behind_holds_every_number() -> None:
    assert chart_table(RATES["groups"]) == [
        ["组别", "单位", "按期办结", "到期应办结", "比率"],
        ["县（市、区）", "东湖区", "19", "20", "95.00%"],
        ["县（市、区）", "西山区", "8", "12", "66.67%"],
        ["市直部门", "市住建局", "9", "10", "90.00%"],
        ["市直部门", "市气象局", "1", "2", ""],
    ]
    assert chart_table(months(Month("2026-03", 1, 2, 3, 4)))[1:] == [["2026-03", "1", "2", "3", "4", "10"]]
    assert "<table" in chart_figure(RATES["one"])


def test_many_units_are_parted_so_that_each_picture_goes_on_a_page() -> None:
    charts = parted(RATES["forty"], 16)
    assert [len(each.bars) for each in charts] == [16, 16, 8]
    assert tuple(bar for each in charts for bar in each.bars) == RATES["forty"].bars
    grouped = RateChart("", (RateGroup(RATES["forty"].bars[:15], "甲"), RateGroup(RATES["forty"].bars[15:20], "乙")))
    assert [[group.title for group in each.groups] for each in parted(grouped, 16)] == [["甲"], ["乙"]]
    # The type area is 225 mm high; 40 mm are left for what stands above and below.
    assert all(156 * one.height / one.width < 185 for one in map(drawn, parted(RATES["forty"])))


@pytest.mark.parametrize("name", CHARTS)
def test_the_text_of_a_picture_can_be_read_back_from_its_pdf(name: str) -> None:
    drawing = drawn(CHARTS[name])
    (page,) = pdfium.PdfDocument(chart_pdf(drawing))
    told = re.sub(r"\s", "", page.get_textpage().get_text_range())
    assert [text for text in _texts(drawing) if re.sub(r"\s", "", text) not in told] == []
    assert page.get_width() == pytest.approx(156 / 25.4 * 72, abs=1)


def test_a_picture_has_300_dots_per_inch() -> None:
    made = chart_png(drawn(RATES["one"]))
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20]) == pytest.approx(156 / 25.4 * 300, abs=2)


def test_a_workbook_gets_charts_that_can_be_edited() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("图表")
        below = add_rates_chart(book, sheet, rates(RateBar("=1+1", 13, 15), RateBar("市住建局", 15, 15)))
        below = add_months_chart(book, sheet, MONTHS["a year"], row=below)
        below = add_rates_chart(book, sheet, RATES["none"], row=below)
        add_months_chart(book, sheet, MONTHS["none"], row=below)
    read = openpyxl.load_workbook(file)["图表"]
    assert len(read._charts) == 2
    assert [read.cell(2, column).value for column in (1, 2, 3)] == ["=1+1", 13, 15]
    assert read.cell(2, 1).data_type == "s"
    assert read.cell(2, 4).value == pytest.approx(float(Decimal("0.8667")))
    bars = read._charts[0]
    assert [serie.val.numRef.f for serie in bars.series] == ["图表!$E$2:$E$3", "图表!$F$2:$F$3"]
