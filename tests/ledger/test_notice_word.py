"""Plans as Word files: prose in many runs, tables that go on over the page, and files that cannot be opened."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest

from duban.ledger import NoticeError, NoticeItem, read_notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document

Row = tuple[str, str, list[str], list[str], str, str]


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    """Add a table; a cell with ^ in it is merged with the one above."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for line, texts in enumerate(rows):
        for place, text in enumerate(texts):
            if text != "^":
                table.cell(line, place).text = text
    for line, texts in enumerate(rows):
        for place, text in enumerate(texts):
            if text == "^":
                above = table.cell(line - 1, place)
                shown = above.text
                above.merge(table.cell(line, place)).text = shown


def rows(document: Document) -> list[Row]:
    return [row(item) for item in read_notice(saved(document), source="plan.docx").items]


def row(item: NoticeItem) -> Row:
    day = item.deadline_date
    return (
        item.number,
        item.title,
        list(item.lead_units),
        list(item.responsible_units),
        item.deadline_text,
        day.isoformat() if day else "",
    )


def test_a_table_that_goes_on_over_the_page_without_its_headings_is_read_to_its_end() -> None:
    document = docx.Document()
    document.add_paragraph("岚溪县2025年重点工作任务分解表")
    first = [
        ("序号", "工作任务", "责任单位", "完成时限"),
        ("1", "建设冷链园。一期封顶。", "县商务局", "8月底前"),
        ("2", "扩建水厂", "县水利局\n县城投公司", "^"),
    ]
    with_table(document, first)
    document.add_paragraph("")
    with_table(document, [("3", "整治河道", "各乡镇", "长期坚持"), ("4", "普查管网", "县住建局", "上半年")])
    assert rows(document) == [
        ("1", "建设冷链园", [], ["县商务局"], "8月底前", "2025-08-31"),
        ("2", "扩建水厂", [], ["县水利局", "县城投公司"], "8月底前", "2025-08-31"),
        ("3", "整治河道", [], ["各乡镇"], "长期坚持", ""),
        ("4", "普查管网", [], ["县住建局"], "上半年", "2025-06-30"),
    ]


def test_a_table_without_numbers_whose_category_and_day_are_merged_is_numbered_in_its_order() -> None:
    document = docx.Document()
    document.add_paragraph("澄湖区2024年改革任务台账")
    table = [
        ("类别", "改革任务", "主要举措", "牵头单位", "参与单位", "完成时间"),
        ("经济领域", "优化开办企业", "压缩至1天。", "区市场监管局", "区税务局、区人社局等", "2024年\n9月底前"),
        ("^", "推广信用贷款", "新增5亿元。", "区金融办", "各银行机构", "^"),
        ("社会领域", "改革医保支付", "全面实施。", "区医保局", "／", "12月"),
    ]
    with_table(document, table)
    assert rows(document) == [
        ("1", "优化开办企业", ["区市场监管局"], ["区税务局", "区人社局"], "2024年9月底前", "2024-09-30"),
        ("2", "推广信用贷款", ["区金融办"], ["各银行机构"], "2024年9月底前", "2024-09-30"),
        ("3", "改革医保支付", ["区医保局"], [], "12月", "2024-12-31"),
    ]


def test_prose_in_many_runs_with_hard_blanks_reads_as_it_looks() -> None:
    document = docx.Document()
    document.add_paragraph("云川市2025年节能工作要点")
    paragraph = document.add_paragraph()
    for piece in (
        "\u00a0\u00a0（一）",
        "推进",
        "绿色建筑。",
        "新开工100%达标。",
        "（责任",
        "单位：市住建局",
        "、各县区；完成",
        "时限：年底）",
    ):
        paragraph.add_run(piece)
    document.add_paragraph(
        "\u2003\u2003（二）改造公共机构。\n牵头单位：市机关事务局\n责任单位：市直各单位\n完成时限：9月底前"
    )
    assert rows(document) == [
        ("一", "推进绿色建筑", [], ["市住建局", "各县区"], "年底", "2025-12-31"),
        ("二", "改造公共机构", ["市机关事务局"], ["市直各单位"], "9月底前", "2025-09-30"),
    ]


def locked(data: bytes) -> bytes:
    """Return a zip archive whose entries say that they are encrypted."""
    changed = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(mark) + flags] |= 1
    return bytes(changed)


def broken(data: bytes) -> bytes:
    """Return a .docx whose text cannot be unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("word/document.xml")
    at = entry.header_offset + 30 + len(entry.filename) + 8
    return data[:at] + b"\xff" * 40 + data[at + 40 :]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("change", "what"),
    [(locked, "is locked with a password; open it and save it without one"), (broken, "is a damaged .docx")],
)
def test_a_word_file_that_cannot_be_opened_is_refused_in_one_line(change: object, what: str) -> None:
    assert callable(change)
    document = docx.Document()
    document.add_paragraph("1.甲事。（责任单位：县甲局）")
    with pytest.raises(NoticeError) as caught:
        read_notice(change(saved(document)), source="plan.docx")
    assert str(caught.value).startswith(f"plan.docx: {what}")
    assert "\n" not in str(caught.value)
