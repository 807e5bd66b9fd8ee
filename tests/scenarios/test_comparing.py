"""What changed between two versions of a scenario is said in the office's words, and nothing is left out."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from duban.scenarios import (
    ScenarioError,
    compare,
    comparing,
    compile_document,
    read_scenario,
    shipped,
    shipped_names,
    shipped_text,
)
from duban.scenarios.checkers import canonical, plain
from duban.scenarios.keys.frame.states import STATE
from duban.scenarios.keys.mappings import RULES
from duban.scenarios.yaml_reader import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Definition

HAN = re.compile("[\u4e00-\u9fff]+")
RICH = [Path(__file__).parent / "every_key.yaml", Path(__file__).parent.parent / "simulation" / "storm.yaml"]


def issue(*changes: tuple[str, str]) -> Definition:
    words = shipped_text("issue", version=2).partition("\nexamples:")[0]
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new, 1)
    return read_scenario(words, "issue.yaml")


def said(*changes: tuple[str, str]) -> list[str]:
    return [change.text for change in compare(issue(), issue(*changes))]


@pytest.mark.parametrize("name", shipped_names())
def test_a_scenario_does_not_differ_from_itself_whatever_its_version_and_examples(name: str) -> None:
    old = shipped(name)
    words = shipped_text(name).partition("\nexamples:")[0].replace(f"version: {old.version}", "version: 77", 1)
    new = read_scenario(words, "new.yaml")
    assert (new.version, compare(old, new)) == (77, ())


def test_a_role_or_field_that_shares_its_title_with_another_is_told_with_its_name() -> None:
    role = said(
        (
            "responsible: {title: 责任单位",
            "deputy: {title: 责任单位, default: 市住建局}\n  responsible: {title: 责任单位",
        )
    )
    assert [line.partition("：")[0] for line in role] == ["新增角色“责任单位（deputy）”"]
    field = said(
        ("measure:      {title: 整改措施", "steps: {title: 整改措施, type: text}\n  measure:      {title: 整改措施")
    )
    assert [line.partition("：")[0] for line in field] == ["新增字段“整改措施（steps）”"]


def test_a_budget_a_rung_and_a_role_are_told_as_an_office_says_them() -> None:
    assert said(("budget: 15 working days", "budget: 10 working days")) == [
        "时限“整改时限”：期限由“15个工作日”改为“10个工作日”"
    ]
    assert said(("at: due - 5 working days", "at: due - 1 week")) == [
        "催督“整改时限”到期前5个工作日：时刻由“到期前5个工作日”改为“到期前1周”"
    ]
    assert said(("title: 督考办", "title: 督查室")) == ["角色“督考办”：名称由“督考办”改为“督查室”"]
    assert said(("at_most: 60 working days", "at_most: 30 calendar days")) == [
        "状态“挂账”：最长停留由“60个工作日”改为“30个自然日”"
    ]


@pytest.mark.usefixtures("english")
def test_a_reader_of_english_is_told_the_same_in_english() -> None:
    assert said(("budget: 15 working days", "budget: 10 working days")) == [
        "clock “整改时限”: time limit changed from “15 working days” to “10 working days”"
    ]
    (moved,) = said(("at: due - 5 working days", "at: due - 1 week"))
    assert moved.startswith(
        "ladder “整改时限”, 5 working days before due: moment changed from “5 working days before due”"
    )
    assert said(("light: blue", "light: yellow"))[0].endswith("light changed from “blue light” to “yellow light”")
    assert said(*SUPERVISED)[:2] == [
        "added state “督办” (whose turn it is: 牵头单位)",
        "added transition “转” (states it leaves: 整改, state it leads to: 督办, who may do it: 牵头单位)",
    ]
    assert next(change.text for change in compare(issue(*SUPERVISED), issue())) == "removed state “督办”"


def test_of_rungs_that_are_alike_but_for_their_moment_each_is_told_to_have_moved() -> None:
    rung = "    - {at: due - 5 working days,  light: blue,   notify: responsible, message: 催办}"
    nine, eight, seven, six = (rung.replace("5 working", f"{days} working") for days in (9, 8, 7, 6))
    old, new = issue((rung, f"{nine}\n{seven}")), issue((rung, f"{eight}\n{six}"))
    assert [change.text for change in compare(old, new)] == [
        "催督“整改时限”到期前9个工作日：时刻由“到期前9个工作日”改为“到期前8个工作日”",
        "催督“整改时限”到期前7个工作日：时刻由“到期前7个工作日”改为“到期前6个工作日”",
    ]


SUPERVISED = (
    ("states:\n", "states:\n  督办: {waits_for: lead}\n"),
    (
        "transitions:\n",
        "transitions:\n  转: {from: 整改, to: 督办, by: lead}\n  办: {from: 督办, to: 销号, by: lead}\n",
    ),
)


def test_what_is_new_and_what_is_gone_is_told_with_what_it_does() -> None:
    assert said(*SUPERVISED) == [
        "新增状态“督办”：轮到牵头单位",
        "新增办理“转”：自整改，转入督办，由谁办理牵头单位",
        "新增办理“办”：自督办，转入销号，由谁办理牵头单位",
    ]
    removed = [change.text for change in compare(issue(*SUPERVISED), issue())]
    assert removed == ["删去状态“督办”", "删去办理“转”", "删去办理“办”"]


@pytest.mark.parametrize("whole", [False, True])
def test_a_key_without_a_label_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:  # noqa: FBT001
    if whole:
        monkeypatch.setattr(comparing, "RULES", tuple(keys for keys in RULES if keys is not STATE))
    else:
        monkeypatch.setitem(STATE.declared, "at_most", replace(STATE.declared["at_most"], label=""))
    assert said(("at_most: 60 working days", "at_most: 30 calendar days")) == [
        "状态“挂账”： at_most 由“60个工作日”改为“30个自然日”"
    ]
    assert any(" at_most 3个工作日" in text for text in said(("states:\n", _STAYS[0]), _STAYS[1]))


_STAYS = (
    "states:\n  督办: {waits_for: lead, at_most: 3 working days, then: 办}\n",
    (
        "transitions:\n",
        "transitions:\n  转: {from: 整改, to: 督办, by: lead}\n  办: {from: 督办, to: 销号, by: [lead, system]}\n",
    ),
)


def test_a_long_text_is_shown_where_it_parts() -> None:
    (told, *_) = said(("请抓紧办理", "请立即办理"))
    assert "抓紧办理" in told
    assert "立即办理" in told
    assert len(told) < 140


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:  # noqa: ANN401 - a document
    if path:
        yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        yield from places(child, (*path, key))


@cache
def read(file: Path) -> tuple[Definition, list[tuple[tuple[Any, ...], Definition]]]:
    """Return a file's scenario with all its variants, which are dear to read."""
    whole = plain(parse_yaml(file.read_bytes(), file.name)[0])
    return compile_document(canonical(whole)), list(variants(whole))


def variants(whole: Any) -> Iterator[tuple[tuple[Any, ...], Definition]]:  # noqa: ANN401 - a document
    """Yield every readable scenario that is like this one but for one value, or without it."""
    texts = sorted({value for _, value in places(whole) if isinstance(value, str) and len(value) < 30})
    for path, value in places(whole):
        if path[0] in {"examples", "version"}:
            continue
        others: list[Any] = [_GONE]
        if isinstance(value, bool):
            others.append(not value)
        elif isinstance(value, int):
            others.append(value + 1)
        elif isinstance(value, str):
            others += [*texts[:: max(1, len(texts) // 12)], f"{value} 又", "7 working days", "due + 7 hours"]
        for other in others:
            changed = copy.deepcopy(whole)
            at = changed
            for key in path[:-1]:
                at = at[key]
            if other is _GONE:
                del at[path[-1]]
            else:
                at[path[-1]] = other
            try:
                yield path, compile_document(canonical(changed))
            except ScenarioError:
                continue


_GONE = object()


@pytest.mark.parametrize("file", RICH, ids=lambda file: file.stem)
def test_nothing_that_changed_is_left_out(file: Path) -> None:
    old, others = read(file)
    silent, told = [], 0
    for path, new in others:
        same = replace(new, digest=old.digest, document=old.document, examples=old.examples) == old
        found = compare(old, new)
        told += bool(found)
        if bool(found) == same:
            silent.append(path)
    assert silent == []
    assert told > 100


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("file", RICH, ids=lambda file: file.stem)
def test_what_is_chinese_in_an_english_line_is_what_the_author_wrote(file: Path) -> None:
    old, others = read(file)
    keys = set()
    for _, new in others[::5]:
        for change in compare(old, new):
            keys.add((change.section, change.key))
            written = old.document + new.document
            assert [run for run in HAN.findall(change.text) if run not in written] == [], change.text
    assert len(keys) > 15
