"""The fonts of documents: found by any of their names, replaced in a known order, and said to be missing."""

from __future__ import annotations

import struct
import sys
from typing import TYPE_CHECKING

import pytest

from duban import Settings, words
from duban.ledger.documents import FontNames, FontRole, NoDocuments, missing_fonts
from duban.ledger.documents.font_files import families_of
from duban.ledger.documents.fonts import FontsHere
from duban.operations.doctor.document_files import look_at_documents

if TYPE_CHECKING:
    from pathlib import Path

HERE = FontNames(*["Noto Serif CJK SC"] * 5)


def font_file(path: Path, *names: tuple[int, int, str]) -> str:
    """Write a file with nothing but the table of names that a font has, and return its path."""
    texts, records = b"", b""
    for platform, name, text in names:
        raw = text.encode("utf-16-be" if platform == 3 else "mac-roman")
        encoding, language = (1, 2052) if platform == 3 else (0, 0)
        records += struct.pack(">6H", platform, encoding, language, name, len(raw), len(texts))
        texts += raw
    table = struct.pack(">HHH", 0, len(names), 6 + len(records)) + records + texts
    path.write_bytes(b"\0\1\0\0" + struct.pack(">H6x", 1) + b"name" + struct.pack(">III", 0, 28, len(table)) + table)
    return str(path)


def test_a_font_is_known_by_the_names_in_its_file(tmp_path: Path) -> None:
    made = font_file(tmp_path / "fz.ttf", (1, 1, "FZXiaoBiaoSong-B05S"), (3, 1, "方正小标宋简体"), (3, 4, "整名"))
    assert families_of(made) == {"FZXiaoBiaoSong-B05S", "方正小标宋简体"}


@pytest.mark.parametrize("content", [b"", b"\0", b"ttcf" + b"\xff" * 40, b"\0\1\0\0\xff\xff" + b"\xff" * 60])
def test_a_file_that_is_no_font_has_no_names(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.ttf").write_bytes(content)
    assert families_of(str(tmp_path / "x.ttf")) == frozenset()


def test_nothing_is_missing_where_the_office_s_fonts_are_here() -> None:
    assert missing_fonts(HERE) == ()


def test_what_is_missing_is_said_with_what_stands_in_and_what_would_be_nearer() -> None:
    missing = {each.role: each for each in missing_fonts(FontNames(hei="没有这个字体"))}
    assert missing[FontRole.HEI].wanted == "没有这个字体"
    assert missing[FontRole.HEI].instead
    assert all(each.instead for each in missing.values())
    faces = FontsHere(FontNames(title="没有这个字体")).faces
    assert faces[FontRole.TITLE].weight >= 400
    assert not faces[FontRole.TITLE].own


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with words.speaking("en"), pytest.raises(NoDocuments, match=r"pip install 'duban\[office\]'"):
        FontsHere(HERE)


def office(folder: Path, **documents: str) -> Settings:
    lines = "".join(f'{name} = "{value}"\n' for name, value in documents.items())
    (folder / "duban.toml").write_text(f"[documents]\n{lines}", "utf-8")
    return Settings.load(folder / "duban.toml")


def test_the_doctor_says_which_fonts_are_missing_and_that_it_goes_on_without_them(tmp_path: Path) -> None:
    with words.speaking("en"):
        (check,) = look_at_documents(office(tmp_path, body_font="没有这个字体"))
    assert (check.code, check.ok) == ("fonts", True)
    assert "没有这个字体, in PDFs " in check.found
    assert "[documents]" in check.advice
    with words.speaking("zh"):
        (check,) = look_at_documents(office(tmp_path, **dict.fromkeys(NAMED, "Noto Serif CJK SC")))
    assert (check.ok, check.advice, check.found) == (True, "", "公文所用字体本机都有")


NAMED = ("title_font", "body_font", "kai_font", "hei_font", "song_font")


def test_the_doctor_looks_at_the_office_s_templates(tmp_path: Path) -> None:
    import docx  # noqa: PLC0415 - only here

    settings = office(tmp_path, templates="forms")
    with words.speaking("en"):
        *_, check = look_at_documents(settings)
        assert (check.code, check.ok, check.found) == (
            "letter-templates",
            False,
            f"there is no folder {tmp_path}/forms",
        )
        (tmp_path / "forms").mkdir()
        document = docx.Document()
        document.add_paragraph("{{ 题目 }}")
        document.save(str(tmp_path / "forms" / "专报.docx"))
        *_, check = look_at_documents(settings)
        assert (check.ok, check.found.split(";")[0]) == (False, "专报.docx: {{ 题目 }}: there is no 题目")
        document = docx.Document()
        document.add_paragraph("{{ 标题 }}")
        document.save(str(tmp_path / "forms" / "专报.docx"))
        *_, check = look_at_documents(settings)
        assert (check.ok, check.found) == (True, "templates that can be used: 1")
