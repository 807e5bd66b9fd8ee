"""Lists and counts on the command line: many conditions, an order, and where a list goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from command_line import done, duban

if TYPE_CHECKING:
    from pathlib import Path

OPEN = ("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--json")


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
