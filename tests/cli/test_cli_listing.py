"""Lists and counts on the command line: many conditions, an order, and where a list goes on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from command_line import done, duban
from plans_and_parts import PIECE, TASKS

if TYPE_CHECKING:
    from pathlib import Path

OPEN = ("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--json")


def test_whoever_leads_finds_the_parts_as_well(office: Path) -> None:
    for file in (TASKS, PIECE):
        shutil.copy(file, office / "scenarios" / file.name)
    units = ("--unit", "lead=市发改委", "--unit", "responsible=市住建局")
    whole = str(done("open", "tasks", "--by", "市优化办", *units, "--json").json["number"])
    done("divide", whole, "--part", "市住建局=建章立制", "--by", "市发改委", "--note", "分解")
    mine = ("--scope", "own", "--by", "市优化办")
    for words, found in ((mine, [whole]), ((*mine, "--led-parts"), [whole, f"{whole}-01"])):
        assert sorted(item["number"] for item in done("list", *words, "--json").json) == found
        assert done("count", *words, "--json").json["total"] == len(found)
    assert "--led-parts 不能与" in duban("list", "--unassigned", "--led-parts").err


def test_a_list_is_narrowed_ordered_and_gone_on_with_and_counted(office: Path) -> None:  # noqa: ARG001 - to work in
    one, two, three = [
        str(done(*OPEN, "--title", title, "--unit", f"responsible={unit}").json["number"])
        for title, unit in (("取号机", "市住建局"), ("公示栏", "市发改委"), ("办事指南", "市住建局"))
    ]
    done("fire", three, "签收", "--by", "市住建局/唐瑞")

    def listed(*words: str) -> list[str]:
        return [item["number"] for item in done("list", *words, "--json").json]

    assert listed("--unit", "市住建局", "--state", "交办", "--state", "整改") == [one, three]
    assert listed("--waiting-for", "市发改委", "--light", "绿", "--light", "red") == [two]
    assert listed("--text", "指南", "--due-from", "2024-01-01") == [three]
    assert listed("--scope", "own", "--by", "市发改委") == [two]
    first = duban("list", "--order", "-number", "--limit", "2", "--json")
    assert [item["number"] for item in first.json] == [three, two]
    assert "还有更多：--after " in first.err
    assert listed("--order", "-number", "--after", first.err.split()[-1]) == [one]
    assert done("count", "--open", "--each", "state", "--json").json["by"] == {"交办": 2, "整改": 1}
    assert "共 2 件" in done("count", "--unit", "市住建局").out
    for words, said in (
        (("list", "--state", "交班"), "是不是 '交办'？"),
        (("list", "--order", "dues"), "不能按 'dues' 排序；是不是 'due'？"),
        (("list", "--due-to", "明天"), "请写日期，如 2026-03-02"),
        (("list", "--unassigned", "--source", "公示"), "--source 不能与 --owing、--unassigned 同用"),
        (("list", "--owing", "市住建局", "--order", "number"), "--order 不能与 --owing、--unassigned 同用"),
        (("count", "--each", "灯"), "不能按 '灯' 统计"),
    ):
        refused = duban(*words)
        assert (refused.status > 0, said in refused.err, refused.err.count("\n")) == (True, True, 1), refused
