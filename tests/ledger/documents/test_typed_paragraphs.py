"""Headings of a text that people typed are known by their numbers, and sentences that are numbered stay text."""

from __future__ import annotations

import pytest

from duban.ledger.documents import paragraphs_of


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、总体情况", 1),
        ("十二、其他", 1),
        ("（一）按期办结情况", 2),
        ("(三)存在问题", 2),
        ("1.逾期未结", 3),
        ("12．材料", 3),
        ("（1）名单", 4),
        ("一、同意该事项完成时限延长5个工作日。", 0),
        ("1.5万元以上的项目", 0),
        ("2024年4月办理情况", 0),
        ("（此件公开发布）", 0),
        ("一、" + "长" * 60, 0),
    ],
)
def test_a_heading_is_known_by_its_number(line: str, level: int) -> None:
    (found,) = paragraphs_of(f"  {line}\r\n\n")
    assert (found.text, found.level) == (line, level)
