"""Good plans with something broken: every one of them is read, with its doubts, or refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.ledger import NoticeError, read_notice

PLANS = sorted(path for path in (Path(__file__).parent / "plans").iterdir() if path.suffix != ".json")
TEXTS = [path.read_text(encoding="utf-8") for path in PLANS]
SWAPS = [
    "：",
    ":",
    "；",
    "，",
    "、",
    "。",
    "（",
    "）",
    "(",
    "〔",
    "】",
    "|",
    "\t",
    "\n",
    " ",
    "\u3000",
    '"',
    ",",
    "│",
    "─",
    "",
]


def sound(data: bytes) -> None:
    """Read bytes: what is read can be shown, says who and when or doubts it; what is refused is so in one line."""
    try:
        notice = read_notice(data, source="plan")
    except NoticeError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert "\n" not in refusal
    if refusal:
        return
    assert notice.items
    assert len({item.key for item in notice.items}) == len(notice.items)
    for item in notice.items:
        json.dumps(item.to_json(), ensure_ascii=False).encode()
        assert "\n" not in item.title
        assert (item.lead_units and item.responsible_units) or item.doubts
        assert item.deadline_date or item.ongoing or any("时限" in doubt for doubt in item.doubts)
        assert not set(item.lead_units) & {""}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_a_plan_with_lines_dropped_moved_or_doubled_is_read_or_refused(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    kept = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=len(lines)))
    sound("\n".join(lines[index] for index in kept).encode())
    dropped = set(data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=4)))
    sound("\n".join(line for index, line in enumerate(lines) if index not in dropped).encode())


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(SWAPS), st.sampled_from(SWAPS), st.data())
def test_a_plan_with_its_punctuation_swapped_is_read_or_refused(
    text: str, old: str, new: str, data: st.DataObject
) -> None:
    sound(text.replace(old, new).encode() if old else text.encode())
    at = data.draw(st.integers(0, len(text)))
    sound((text[:at] + new + text[at + 1 :]).encode())


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(["utf-8", "gb18030"]), st.data())
def test_a_plan_cut_off_anywhere_is_read_or_refused(text: str, encoding: str, data: st.DataObject) -> None:
    whole = text.encode(encoding)
    sound(whole[: data.draw(st.integers(0, len(whole)))])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=4))
def test_plans_run_together_are_read_or_refused(texts: list[str]) -> None:
    sound("\n".join(texts).encode())


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.name)
def test_every_plan_without_any_of_its_lines_is_read_or_refused(plan: Path) -> None:
    lines = plan.read_text(encoding="utf-8").split("\n")
    for left_out in range(len(lines)):
        sound("\n".join(lines[:left_out] + lines[left_out + 1 :]).encode())
