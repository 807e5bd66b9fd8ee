"""Plans as they are published: .docx, web pages, tables with merged cells, tables as text, and the turns of prose."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plans import KINDS, MUST, Score, judge
from duban.ledger import NoticeError, NoticeItem, read_notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document

HEAD = ("清江县2025年民生实事任务分解表", "清政办发〔2025〕6号", "2025年2月18日")
REAL = Path(__file__).parents[3] / "shared" / "data" / "plans"

Row = tuple[str, str, list[str], list[str], str, date | None]
EXPECTED: list[Row] = [
    ("1", "新建社区食堂6处", ["县民政局"], ["县住建局", "各镇人民政府"], "9月底前", date(2025, 9, 30)),
    ("2", "开工建设实验小学", ["县教育局"], ["县自然资源和规划局"], "5月底前动工", date(2025, 5, 31)),
    ("2", "改造校舍3所", ["县教育局"], ["县自然资源和规划局"], "12月底前", date(2025, 12, 31)),
    ("3", "优化公交线路", ["县交通运输局"], [], "长期坚持", None),
]


def rows(items: Sequence[NoticeItem]) -> list[Row]:
    return [
        (
            item.number,
            item.title,
            list(item.lead_units),
            list(item.responsible_units),
            item.deadline_text,
            item.deadline_date,
        )
        for item in items
    ]


def word(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_table() -> Document:
    """Return a .docx with a table as offices draw it: a section over all columns, a number and its units merged."""
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=7, cols=5)
    for place, name in enumerate(("序 号", "工作任务", "牵头单位", "责任单位", "完成时限")):
        table.cell(0, place).text = name
    table.cell(1, 0).merge(table.cell(1, 4)).text = "一、社会事业"
    cells = [
        ("1", "新建社区食堂6处。每处不少于20个座位。", "县民政局", "县住建局\n各镇人民政府", "9月底前"),
        ("2", "开工建设实验小学。", "县教育局", "县自然资源\n和规划局", "5月底前动工"),
        ("", "改造校舍3所。", "", "", "12月底前"),
        ("3", "优化公交线路。", "县交通运输局", "—", "长期坚持"),
    ]
    for line, texts in enumerate(cells, 2):
        for place, text in enumerate(texts):
            if text:
                table.cell(line, place).text = text
    for place in (0, 2, 3):
        text = table.cell(3, place).text
        table.cell(3, place).merge(table.cell(4, place)).text = text
    table.cell(6, 0).merge(table.cell(6, 4)).text = "二、备用"
    return document


def test_a_table_of_a_word_document_is_read_with_its_merged_cells() -> None:
    notice = read_notice(word(word_table()), source="plan.docx")
    assert rows(notice.items) == EXPECTED
    assert (notice.title, notice.document_no, notice.issued_on) == (HEAD[0], HEAD[1], date(2025, 2, 18))
    assert notice.items[0].body == "每处不少于20个座位。"
    assert any("动工节点" in doubt for doubt in notice.items[1].doubts)
    assert any("编号2与" in doubt for doubt in notice.items[2].doubts)


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>x</title>
<script>var a='1. 假任务。(责任单位:假局)'</script>
</head><body><nav>首页</nav><table><tr><td><h1>{head[0]}</h1><p>{head[1]}</p><p>{head[2]}</p>
<table border=1><thead><tr><th rowspan="2">序号</th><th rowspan="2">工作任务</th><th colspan="2">责任分工</th>
<th rowspan="2">完成时限</th></tr><tr><th>牵头单位</th><th>配合单位</th></tr></thead>
<tr><td colspan="5">一、社会事业</td></tr>
<tr><td>1</td><td><p>新建社区食堂6处。每处不少于20个座位。</p></td><td>县民政局</td><td>县住建局<br>各镇人民政府</td><td>9月底前</td></tr>
<tr><td rowspan="2">2</td><td>开工建设实验小学。</td><td rowspan=2>县教育局</td><td rowspan="2">县自然资源和规划局</td>
<td>5月底前动工</td></tr><tr><td>改造校舍3所。</td><td>12月底前</td></tr>
<tr><td>3</td><td>优化公交线路。</td><td>县交通运输局</td><td>&nbsp;</td><td>长期坚持</td></tr></table>
</td></tr></table><div>主办单位：清江县人民政府办公室</div></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_table_of_a_web_page_is_read_with_its_merged_cells_and_none_of_its_frame(charset: str) -> None:
    notice = read_notice(PAGE.format(charset=charset, head=HEAD).encode(charset), source="plan.html")
    assert rows(notice.items) == EXPECTED
    assert (notice.title, notice.document_no) == HEAD[:2]


TEXT_ROWS = [
    ("序号", "工作任务", "牵头单位", "责任单位", "完成时限"),
    ("1", "新建社区食堂6处。每处不少于20个座位。", "县民政局", "县住建局、各镇人民政府", "9月底前"),
    ("2", "开工建设实验小学。", "县教育局", "县自然资源和规划局", "5月底前动工"),
    ("", "改造校舍3所。", "", "", "12月底前"),
    ("3", "优化公交线路。", "县交通运输局", "", "长期坚持"),
]
NOT_GUESSED = [*EXPECTED[:2], (*EXPECTED[2][:2], [], [], *EXPECTED[2][4:]), EXPECTED[3]]


@pytest.mark.parametrize("between", ["|", " ｜ ", "\t"])
def test_a_table_drawn_with_bars_or_tabs_is_read_and_what_was_merged_is_not_guessed(between: str) -> None:
    lines = [between.join(row) for row in TEXT_ROWS]
    lines.insert(1, "|---|---|---|---|---|")
    notice = read_notice("\n".join((*HEAD, *lines, "", "说明文字")).encode(), source="plan.txt")
    assert rows(notice.items) == NOT_GUESSED
    assert "单位栏为空，疑与上一行合并，未定单位" in notice.items[2].doubts


def test_a_table_with_a_cell_to_a_line_is_read_by_what_each_line_looks_like() -> None:
    cells = [part for row in TEXT_ROWS for cell in row if cell for part in cell.split("、")]
    text = "\n\n".join((*HEAD, "附件", *cells, "扫一扫在手机打开当前页"))
    notice = read_notice(text.encode(), source="plan.txt")
    assert rows(notice.items) == NOT_GUESSED
    assert any("合并" in doubt for doubt in notice.items[2].doubts)


def numbered(document: Document, level: int, text: str) -> None:
    """Add a paragraph that Word numbers by itself."""
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(level)), ("w:numId", "77")):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        number.append(child)
    properties.append(number)


def test_the_numbers_that_word_only_shows_are_read() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for level, (form, shown) in enumerate((("chineseCounting", "%1、"), ("decimal", "%2."))):
        entry = OxmlElement("w:lvl")
        entry.set(qn("w:ilvl"), str(level))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", shown)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            entry.append(child)
        abstract.append(entry)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    pointer = OxmlElement("w:abstractNumId")
    pointer.set(qn("w:val"), "77")
    number.append(pointer)
    numbering.append(number)
    for line in HEAD:
        document.add_paragraph(line)
    numbered(document, 0, "重点任务")
    numbered(document, 1, "甲事。内容。（牵头单位：县民政局；完成时限：6月底前）")
    numbered(document, 1, "乙事。内容。（牵头单位：县教育局；完成时限：年底前）")
    numbered(document, 0, "其他任务")
    numbered(document, 1, "丙事。内容。（牵头单位：县财政局；完成时限：上半年）")
    items = read_notice(word(document), source="plan.docx").items
    assert [(item.number, item.title, item.deadline_date) for item in items] == [
        ("1", "甲事", date(2025, 6, 30)),
        ("2", "乙事", date(2025, 12, 31)),
        ("1", "丙事", date(2025, 6, 30)),
    ]


def test_what_was_deleted_with_tracked_changes_is_not_read_and_what_was_inserted_is() -> None:
    document = docx.Document()
    for line in (*HEAD, "1. 甲事。（牵头单位：县民政局；完成时限：6月底前）"):
        document.add_paragraph(line)
    last = document.paragraphs[-1]._p
    for tag, text in (("w:del", "w:delText"), ("w:ins", "w:t")):
        change, run, content = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text)
        content.text = "（牵头单位：县旧局）" if tag == "w:del" else "（责任单位：县新局）"
        run.append(content)
        change.append(run)
        last.append(change)
    (item,) = read_notice(word(document), source="plan.docx").items
    assert (item.lead_units, item.responsible_units) == (("县民政局",), ("县新局",))


def zipped(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped({"xl/workbook.xml": b"<x/>"}), "not a .docx; open it and save it as .docx"),
        (zipped({"word/document.xml": b"<x/>"}), "is a damaged .docx"),
        (zipped({"word/document.xml": b"0" * (65 * 1024 * 1024)}), "unpacks to more than 64 MB"),
        (word(word_table())[:-400], "is a damaged .docx"),
        (word(docx.Document()), "no numbered task with its units was found"),
    ],
)
def test_a_word_file_that_cannot_be_read_is_refused_in_one_line(data: bytes, what: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read_notice(data, source="plan.docx")
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("bracket", "lead", "responsible", "when"),
    [
        ("（甲局、乙局负责，列第一位者为牵头单位）", ["甲局"], ["乙局"], ""),
        ("（甲局、乙局等负责。排在第一位的部门为牵头部门，下同）", ["甲局"], ["乙局"], ""),
        ("（甲局、乙局牵头，丙局、丁办配合）", ["甲局", "乙局"], ["丙局", "丁办"], ""),
        ("（甲局牵头负责）", ["甲局"], [], ""),
        ("（甲局会同乙局、丙局负责）", ["甲局"], ["乙局", "丙局"], ""),
        ("（由甲局牵头，2025年6月底前完成）", ["甲局"], [], "2025年6月底前完成"),
        ("（责任单位：市发改局（牵头）、市财政局、市审计局）", ["市发改局"], ["市财政局", "市审计局"], ""),
        ("（责任单位：市发改局牵头，市财政局配合；完成时限：长期）", ["市发改局"], ["市财政局"], "长期"),
        ("（牵头：市发改局；配合：市财政局；时限：三季度）", ["市发改局"], ["市财政局"], "三季度"),
        ("（责任单位：市发改局 市财政局；2025年底前）", [], ["市发改局", "市财政局"], "2025年底前"),
        ("（市发改局、市财政局）", [], ["市发改局", "市财政局"], ""),
        ("（各省级人民政府、甲部等有关部门按职责分工负责）", [], ["各省级人民政府", "甲部"], ""),
        (
            "（市委宣传部、文化和旅游局、各县（市、区）人民政府负责）",
            [],
            ["市委宣传部", "文化和旅游局", "各县（市、区）人民政府"],
            "",
        ),
    ],
)
def test_the_turns_of_prose_say_who_leads_and_until_when(
    bracket: str, lead: list[str], responsible: list[str], when: str
) -> None:
    (item,) = read_notice("\n".join((*HEAD, f"1. 名称。内容。{bracket}")).encode(), source="plan.txt").items
    assert (list(item.lead_units), list(item.responsible_units), item.deadline_text) == (lead, responsible, when)
    assert (item.title, item.body) == ("名称", "内容。")


def test_who_is_named_in_a_sentence_only_is_read_and_doubted() -> None:
    plan = "1. 甲事。由市发改局牵头，市财政局、市审计局配合，9月底前完成。\n2. 乙事。（丙局负责）\n"
    item = read_notice("\n".join((*HEAD, plan)).encode(), source="plan.txt").items[0]
    assert (item.lead_units, item.responsible_units) == (("市发改局",), ("市财政局", "市审计局"))
    assert item.deadline_date == date(2025, 9, 30)
    assert any("单位取自正文“由市发改局牵头" in doubt for doubt in item.doubts)


def test_the_first_leads_from_the_task_on_that_says_so() -> None:
    said = "，排第一位的为牵头单位，下同"
    plan = f"1. 甲事。（甲局、乙局负责）\n2. 乙事。（丙局、乙局负责{said}）\n3. 丙事。（丁局、乙局负责）\n"
    items = read_notice("\n".join((*HEAD, plan)).encode(), source="plan.txt").items
    assert [item.lead_units for item in items] == [(), ("丙局",), ("丁局",)]


def test_a_date_in_the_text_is_no_deadline_and_is_pointed_out() -> None:
    plan = "1. 甲事。2025年6月底前建成平台，年底前推广。（牵头单位：甲局；责任单位：乙局）\n"
    (item,) = read_notice("\n".join((*HEAD, plan)).encode(), source="plan.txt").items
    assert item.deadline_date is None
    assert item.doubts == (
        "未写完成时限，正文提到“2025年6月底前”“年底前”",
        "正文写了2个时间节点（建成平台 2025-06-30、推广 2025-12-31）",
    )


def test_a_bracket_of_the_text_is_taken_for_nobody() -> None:
    plan = "1. 甲事。推进园区（综合保税区）建设，落实《办法》（试行）。（牵头单位：甲局）\n"
    (item,) = read_notice("\n".join((*HEAD, plan)).encode(), source="plan.txt").items
    assert (item.lead_units, item.responsible_units) == (("甲局",), ())


@pytest.mark.parametrize("truth", sorted(REAL.glob("*.json")), ids=lambda path: path.stem)
def test_real_plans_are_read_as_they_were_labelled(truth: Path) -> None:
    scores = {kind: Score() for kind in KINDS}
    items = read_notice(truth.with_suffix(".txt").read_bytes(), source=truth.stem).items
    judge([item.to_json() for item in items], json.loads(truth.read_text(encoding="utf-8")), truth.stem, scores)
    assert all(score.share >= MUST for score in scores.values()), {kind: scores[kind].wrong for kind in KINDS}


WORD = word(word_table())
WEB = PAGE.format(charset="utf-8", head=HEAD).encode()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([WORD, WEB]), st.data())
def test_a_damaged_file_is_read_or_refused_never_a_traceback(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole)))
    cut, put = data.draw(st.integers(0, 400)), data.draw(st.binary(max_size=12))
    try:
        items = read_notice(whole[:at] + put + whole[at + cut :], source="x").items
    except NoticeError:
        return
    for item in items:
        json.dumps(item.to_json(), ensure_ascii=False).encode()
        assert item.lead_units or item.responsible_units or item.doubts


@pytest.mark.parametrize(
    "piece", ["<table>", "<td>", "<td colspan=999 rowspan=999>甲", "<tr>", "<div>", "｜", "1\n", "甲局\n"]
)
def test_a_long_run_of_one_hostile_piece_in_a_table_is_answered(piece: str) -> None:
    body = piece * (128 * 1024 // len(piece.encode()))
    page = f"<html><table><tr><td>序号</td><td>任务</td><td>责任单位</td></tr><tr><td>1</td><td>甲事</td><td>甲局{body}"
    text = f"序号\n任务\n责任单位\n完成时限\n1\n甲事\n{body}"
    bars = f"序号｜任务｜责任单位\n1｜甲事｜甲局{body}"
    for source in (page, text, bars):
        with suppress(NoticeError):
            assert read_notice(source.encode(), source="x").items
