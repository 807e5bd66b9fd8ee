"""A letter as PDF, measured: the page, grid, head, rules and foot of GB/T 9704-2012, and values that mean harm."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from measured import pages_of

from duban.ledger.documents import (
    FontNames,
    Letter,
    LetterKind,
    Paragraph,
    Picture,
    Table,
    TypesettingFailed,
    letter_pdf,
    letter_png,
    pdf_of,
    png_of_svg,
    sample_letter,
)

PITCH = 225 / 22
CHART = """<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100"><rect width="300" height="40" fill="#c00"/>
<text x="5" y="80" font-size="20">市住建局 84.21%</text></svg>"""


def bulletin(*body: Paragraph | Table | Picture) -> Letter:
    return Letter(
        LetterKind.BULLETIN, office="市优化办", title="关于办理情况的通报", number="云优化办〔2024〕9号", body=body
    )


def test_a_page_has_twenty_two_lines_of_twenty_eight_characters() -> None:
    _, page, *_ = pages_of(letter_pdf(bulletin(Paragraph("督" * 28 * 40))))
    assert (round(page.width, 1), round(page.height, 1)) == (210.0, 297.0)
    *lines, number = page.lines
    assert [len(line) for line in lines] == [28] * 22
    for line in lines:
        assert line[0].left == pytest.approx(28, abs=0.05)
        assert line[-1].right == pytest.approx(184, abs=0.05)
    assert all(below[0].base - above[0].base == pytest.approx(PITCH, abs=0.01) for above, below in pairwise(lines))
    assert lines[0][0].base - 0.8 * 15.79 * 25.4 / 72 == pytest.approx(37, abs=0.05)
    assert lines[-1][0].base < 297 - 35
    assert "".join(each.text for each in number) == "—2—"


def test_page_numbers_stand_outside_seven_millimetres_below_the_area_odd_right_even_left() -> None:
    first, second, *_ = pages_of(letter_pdf(bulletin(Paragraph("督" * 28 * 40))))
    odd, even = first.line_with("—1—"), second.line_with("—2—")
    assert odd[-1].right == pytest.approx(184 - 14 * 25.4 / 72, abs=1)
    assert even[0].left == pytest.approx(28 + 14 * 25.4 / 72, abs=1)
    assert odd[0].base == pytest.approx(297 - 35 + 7 + 1.9, abs=0.5)  # the dash stands 0.4 em above its base


def test_the_mark_stands_thirty_five_millimetres_below_the_edge_and_the_rule_four_below_the_number() -> None:
    page = pages_of(letter_pdf(sample_letter(LetterKind.BULLETIN)))[0]
    mark = page.lines[0]
    assert "".join(each.text for each in mark).endswith("文件")
    assert mark[0].base - 0.88 * mark[0].size * 25.4 / 72 == pytest.approx(37 + 35, abs=0.8)
    number = page.line_with("〔2024〕9号")
    assert (number[0].left + number[-1].right) / 2 == pytest.approx(28 + 78, abs=0.5)
    (rule,) = [shape for shape in page.shapes if shape[4][0] > 200 > shape[4][1]]
    assert rule[2] - rule[0] == pytest.approx(156, abs=1)
    below = (rule[1] + rule[3]) / 2 - number[0].base - 0.2 * 15.79 * 25.4 / 72
    assert below == pytest.approx(4, abs=0.3)
    title = page.line_with("通报")
    assert title[0].size == pytest.approx(22, abs=0.4)
    assert 2 * PITCH < title[0].base - rule[3] < 3.2 * PITCH


def test_a_slip_has_the_double_rules_of_letters_and_no_number_on_its_first_page() -> None:
    first, second = pages_of(letter_pdf(sample_letter(LetterKind.NOTICE)))
    rules = sorted(shape for shape in first.shapes if shape[4][0] > 200 > shape[4][1] and shape[2] - shape[0] > 100)
    assert [round(rule[2] - rule[0]) for rule in rules] == [170] * 4
    tops = sorted((rule[1], rule[3] - rule[1]) for rule in rules)
    (upper, thick), (_, thin), (_, thin_below), (last, thick_below) = tops
    assert thick > thin
    assert thick_below > thin_below
    assert 297 - last - thick_below == pytest.approx(20, abs=0.1)
    mark = first.lines[0]
    assert mark[0].base - 0.86 * mark[0].size * 25.4 / 72 == pytest.approx(30, abs=0.8)
    assert upper - mark[0].base == pytest.approx(4 + 0.1 * mark[0].size * 25.4 / 72, abs=1)
    assert first.line_with("〔2024〕3号")[-1].right == pytest.approx(184, abs=0.1)
    assert "—1—" not in first.text
    assert "—2—" in second.text


def test_a_letter_says_everything_that_it_has() -> None:
    for kind in LetterKind:
        letter = sample_letter(kind)
        text = "".join(page.text for page in pages_of(letter_pdf(letter))).replace("\n", "")
        said = [letter.number, letter.signer, letter.secrecy, letter.urgency, *letter.to, *letter.copies]
        said += [each.label for each in letter.fields] + [letter.level, letter.colour.value]
        missing = [each for each in said if each.replace("　", "") not in text]
        assert missing == [], kind


def test_the_foot_ends_on_the_lower_edge_of_the_type_area() -> None:
    last = pages_of(letter_pdf(sample_letter(LetterKind.BULLETIN)))[-1]
    rules = sorted(
        ((top + bottom) / 2, bottom - top) for left, top, right, bottom, _ in last.shapes if right - left > 155
    )
    assert rules[-1][0] == pytest.approx(297 - 35, abs=0.3)
    assert last.line_with("印发")[0].base < 297 - 35
    assert last.line_with("抄送")[0].left == pytest.approx(28 + 14 * 25.4 / 72, abs=0.3)


HOSTILE = [
    "<w:t>&amp;</w:t> & <script>",
    "{{ 7*7 }} {% for x in y %} {_{ {#",
    '#eval("1") #read("/etc/passwd") $x$ *b* _i_ `r` @a <b> \\',
    "长" * 10_000,
    "👩\u200d👩\u200d👧\u200d👦 😀 🇨🇳",
    "שלום مرحبا \u202e0002\u202c",
    "\x00\x07\x0b\x1f\ud800\ufffe\r\n\u2028",
    "超" * 200 + "局",
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_is_ever_run_and_none_breaks_the_letter(value: str) -> None:
    letter = sample_letter(LetterKind.NOTICE)
    fields = tuple(replace(each, label=value[:300], value=value) for each in letter.fields[:2])
    odd = replace(
        letter,
        office=value[:300],
        number=value[:60],
        title=value,
        to=(value,),
        copies=(value,),
        attachments=(value,),
        level=value[:100],
        urgency=value[:100],
        fields=fields,
        body=(Paragraph(value), Table((("头",),), ((value,),))),
    )
    text = "".join(page.text for page in pages_of(letter_pdf(odd)))
    squeezed = text.replace("\n", "").replace(" ", "")
    if "7*7" in value:
        assert "{{7*7}}" in squeezed
    if "#eval" in value:
        assert '#eval("1")#read("/etc/passwd")$x$*b*_i_`r`@a<b>\\' in squeezed
    if "<w:t>" in value:
        assert "<w:t>&amp;</w:t>&<script>" in squeezed
    assert "\u202e" not in text


def test_sixty_addressees_stand_at_the_foot_so_that_the_first_page_has_text() -> None:
    letter = replace(sample_letter(LetterKind.BULLETIN), to=tuple(f"市第{nth}局办公室" for nth in range(60)))
    first, *_, last = pages_of(letter_pdf(letter))
    assert "市第1局" not in first.text
    assert "现将4月份" in first.text
    assert "主送：市第0局办公室" in last.text


def test_hundreds_of_addressees_are_all_there() -> None:
    letter = replace(sample_letter(LetterKind.BULLETIN), to=tuple(f"市第{nth}局办公室" for nth in range(600)))
    text = "".join(page.text for page in pages_of(letter_pdf(letter))).replace("\n", "")
    assert [nth for nth in range(600) if f"市第{nth}局" not in text] == []


def test_rows_of_the_head_are_repeated_on_each_page_of_a_table() -> None:
    table = Table((("序号", "单位"),), tuple((f"{nth}", "市住建局") for nth in range(120)))
    pages = pages_of(letter_pdf(bulletin(table)))
    assert len(pages) > 3
    assert all("单位" in page.text for page in pages if "市住建局" in page.text)


def test_pictures_are_embedded_as_they_are_drawn() -> None:
    png = png_of_svg(CHART, width=100, ppi=300)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == pytest.approx(100 / 25.4 * 300, abs=2)
    drawn = pages_of(letter_pdf(bulletin(Picture(png, 100, CHART, "图1　按期办结率"))))
    assert "市住建局 84.21%".replace(" ", "") in drawn[0].text.replace("\n", "").replace(" ", "")
    assert "图1" in "".join(page.text for page in pages_of(letter_pdf(bulletin(Picture(png, 100, caption="图1")))))


def test_the_typesetter_sees_no_file_of_the_machine_and_no_network() -> None:
    for source in ('#read("/etc/passwd")', '#read("../../../etc/passwd")', '#import "@preview/cetz:0.2.2": *'):
        with pytest.raises(TypesettingFailed):
            pdf_of(source, {})


def test_many_threads_set_letters_at_once() -> None:
    letters = [replace(sample_letter(LetterKind.EXTENSION), number=f"云延〔2024〕{nth}号") for nth in range(24)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(letter_pdf, letters))
    assert all(f"〔2024〕{nth}号" in pages_of(pdf)[0].text for nth, pdf in enumerate(made))


def test_pages_as_pictures() -> None:
    pages = letter_png(sample_letter(LetterKind.NOTICE), ppi=40)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_the_same_letter_is_the_same_file_which_says_its_own_day() -> None:
    letter = sample_letter(LetterKind.EXTENSION)
    made = letter_pdf(letter)
    assert made == letter_pdf(letter)
    assert b"/CreationDate(D:20240419" in made
    assert b"CreationDate" not in letter_pdf(replace(letter, on=None))


def test_an_archived_letter_follows_a_standard_of_archives() -> None:
    assert b"pdfaid" in letter_pdf(sample_letter(LetterKind.CLOSING), standard="a-2b")


def test_the_office_names_a_font_that_is_not_here_and_the_letter_is_set_all_the_same() -> None:
    letter = replace(sample_letter(LetterKind.EXTENSION), on=date(2024, 4, 19))
    assert "2024年4月19日" in pages_of(letter_pdf(letter, fonts=FontNames(body="没有这个字体")))[0].text
