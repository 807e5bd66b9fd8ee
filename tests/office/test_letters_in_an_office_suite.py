"""Our Word letters as LibreOffice lays them out, measured on its PDF: the grid, the head, the rules, the foot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban.ledger.documents import FontNames, Letter, LetterKind, Paragraph, letter_docx, letter_pdf, sample_letter

sys.path.insert(0, str(Path(__file__).parents[1] / "ledger" / "documents"))
from measured import PageRead, pages_of

if TYPE_CHECKING:
    from collections.abc import Callable

SUITE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SUITE is None and "CI" not in os.environ, reason="LibreOffice is not installed")

HERE = FontNames("Noto Serif CJK SC", "Noto Serif CJK SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Serif CJK SC")
"""Fonts of this machine, so that the suite does not choose others."""
PITCH = 225 / 22


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Letter]], dict[str, list[PageRead]]]:
    """Return what lays letters out, all in one run of the suite, which takes seconds to start."""
    folder = tmp_path_factory.mktemp("suite")

    def lay_out(letters: dict[str, Letter]) -> dict[str, list[PageRead]]:
        for name, letter in letters.items():
            (folder / f"{name}.docx").write_bytes(letter_docx(letter, fonts=HERE))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        files = [str(folder / f"{name}.docx") for name in letters]
        command = [str(SUITE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return {name: pages_of((folder / f"{name}.pdf").read_bytes()) for name in letters}

    return lay_out


@pytest.fixture(scope="module")
def pages(laid_out: Callable[[dict[str, Letter]], dict[str, list[PageRead]]]) -> dict[str, list[PageRead]]:
    letters = {kind.name: sample_letter(kind) for kind in LetterKind}
    bulletin = sample_letter(LetterKind.BULLETIN)
    letters["FULL"] = replace(bulletin, body=(Paragraph("督" * 28 * 40),))
    return laid_out(letters)


def test_a_page_has_twenty_two_lines_of_twenty_eight_characters(pages: dict[str, list[PageRead]]) -> None:
    page = pages["FULL"][1]
    *lines, _number = page.lines
    assert [len(line) for line in lines] == [28] * 22
    assert all(below[0].base - above[0].base == pytest.approx(PITCH, abs=0.1) for above, below in pairwise(lines))
    assert lines[0][0].left == pytest.approx(28, abs=0.5)
    assert lines[-1][-1].right == pytest.approx(184, abs=1)
    assert lines[-1][0].base < 297 - 35


def test_the_mark_and_the_rule_stand_where_the_standard_has_them(pages: dict[str, list[PageRead]]) -> None:
    page = pages["BULLETIN"][0]
    mark = page.lines[0]
    assert mark[0].base - 0.86 * mark[0].size * 25.4 / 72 == pytest.approx(37 + 35, abs=1)
    number = page.line_with("〔2024〕9号")
    rule = next(shape for shape in page.shapes if shape[4][0] > 200 > shape[4][1])
    assert rule[2] - rule[0] == pytest.approx(156, abs=1)
    assert (rule[1] + rule[3]) / 2 - number[0].base - 0.2 * 16 * 25.4 / 72 == pytest.approx(4, abs=0.7)


def test_a_slip_has_its_mark_and_rules_where_letters_have_them(pages: dict[str, list[PageRead]]) -> None:
    first, second = pages["NOTICE"][:2]
    mark = first.lines[0]
    assert mark[0].base - 0.86 * mark[0].size * 25.4 / 72 == pytest.approx(30, abs=1)
    rules = [shape for shape in first.shapes if shape[4][0] > 200 > shape[4][1] and shape[2] - shape[0] > 160]
    assert all(rule[2] - rule[0] == pytest.approx(170, abs=2) for rule in rules)
    assert min(rule[1] for rule in rules) - mark[0].base == pytest.approx(4 + 0.1 * mark[0].size * 25.4 / 72, abs=1)
    assert 297 - max(rule[3] for rule in rules) == pytest.approx(20, abs=1)
    assert first.line_with("〔2024〕3号")[-1].right == pytest.approx(184, abs=0.7)
    assert "—1—" not in first.text
    assert "—2—" in second.text


def test_the_foot_stands_on_the_lower_edge_of_the_last_page(pages: dict[str, list[PageRead]]) -> None:
    for name in ("BULLETIN", "REPORT"):
        last = pages[name][-1]
        rules = [shape for shape in last.shapes if shape[2] - shape[0] > 150 and shape[3] - shape[1] < 2]
        assert max(rule[3] for rule in rules) == pytest.approx(297 - 35, abs=1), name
    assert 240 < pages["NOTICE"][-1].line_with("抄送")[0].base < 262


def test_page_numbers_stand_seven_millimetres_below_the_area(pages: dict[str, list[PageRead]]) -> None:
    odd, even = pages["FULL"][0].line_with("—1—"), pages["FULL"][1].line_with("—2—")
    assert odd[-1].right == pytest.approx(184 - 14 * 25.4 / 72, abs=1)
    assert even[0].left == pytest.approx(28 + 14 * 25.4 / 72, abs=1)
    assert even[0].base == pytest.approx(297 - 35 + 7 + 1.9, abs=1)


def test_word_documents_say_what_the_pdf_says(pages: dict[str, list[PageRead]]) -> None:
    def signs(found: list[PageRead]) -> set[str]:
        return {each for page in found for each in page.text if each.isalnum()}

    for kind in LetterKind:
        assert signs(pages[kind.name]) == signs(pages_of(letter_pdf(sample_letter(kind)))), kind
