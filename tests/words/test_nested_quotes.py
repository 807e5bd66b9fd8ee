"""What is quoted within a quotation has the inner marks."""

from __future__ import annotations

import pytest

from duban.words import nested_quotes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("请办理“推进“一窗通办””。", "请办理“推进‘一窗通办’”。"),
        ("“推进“一窗通办”和“一网通管””，限时办结", "“推进‘一窗通办’和‘一网通管’”，限时办结"),
        ("“甲“乙“丙”丁”戊”", "“甲‘乙“丙”丁’戊”"),
        ("“甲”与“乙”", "“甲”与“乙”"),
        ("没有引号", "没有引号"),
        ("“甲“乙”\n“丙“丁””", "“甲“乙”\n“丙‘丁’”"),  # the first line does not say where what it quotes ends
        ("”甲““乙”", "”甲““乙”"),
        ("“甲“乙‘丙’””", "“甲“乙‘丙’””"),
        ("“甲“乙””\r\n", "“甲‘乙’”\r\n"),
    ],
)
def test_inner_quotation_marks(written: str, read: str) -> None:
    assert nested_quotes(written) == read
    assert nested_quotes(read) == read
