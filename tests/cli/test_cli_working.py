"""What waits for a unit, what somebody has done, and figures, on the command line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from command_line import done, duban

if TYPE_CHECKING:
    from pathlib import Path

OPEN = ("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市住建局", "--json")


def test_what_waits_what_was_done_and_what_comes_of_it(office: Path) -> None:
    one, two = [str(done(*OPEN, "--title", title).json["number"]) for title in ("取号机", "公示栏")]
    day = done("show", one, "--json").json["opened_at"][:4]
    waiting = done("work", "市住建局")
    assert (one in waiting.out, "签收" in waiting.out) == (True, False)
    assert "待办2件" in waiting.out
    may = done("work", "--by", "市住建局/唐瑞")
    assert [line.count("签收") for line in may.out.splitlines() if line.startswith("WT-")] == [1, 1]
    assert done("work", "市住建局", "--by", "市住建局", "--json").json["turn"] == 2
    done("fire", one, "签收", "--by", "市住建局/唐瑞")
    done("extend", one, "整改时限", "2 working days", "--by", "市住建局/唐瑞", "--note", "等配件")
    decides = done("work", "市优化办").out
    assert ("待办0件" in decides, "等配件" in decides) == (True, True)

    acts = done("done", "市住建局").out.splitlines()[1:]
    assert [(one in act, "市优化办批示" in act) for act in acts] == [(True, True), (True, False)]
    assert done("done", "市住建局/别人", "--json").json == []
    first = duban("done", "市优化办", "--limit", "1", "--json")
    assert [each["instance"]["number"] for each in first.json] == [two]
    more = duban("done", "市优化办", "--limit", "1", "--after", first.err.split()[-1], "--json")
    assert [each["instance"]["number"] for each in more.json] == [one]
    assert done("done", "市优化办", "--until", "2020-01-01", "--since", "2019-01-01").out == "这段时间没有已办事项\n"

    asked = ("figures", "--period", day)
    rows = done(*asked, "--list", "received", "--json").json["rows"]
    assert [(row["key"], row["figures"]["received"]["numerator"]) for row in rows] == [("市住建局", 2)]
    assert {each["number"] for each in rows[0]["figures"]["received"]["listed"]["counted"]} == {one, two}
    shown = duban(*asked)
    assert ["合计", "2"] in [line.split()[:2] for line in shown.out.splitlines()]
    assert "截至" in shown.out
    assert one in duban(*asked, "--list", "received").out
    assert one in duban(*asked, "--list", "received", "--of", "市住建局").out
    ranking = duban(*asked, "--rank", "received").out
    assert ["1", "市住建局", "2"] in [line.split() for line in ranking.splitlines()]
    done("figures", "--each", "lead", "-o", "figures.csv")
    with (office / "figures.csv").open(encoding="utf-8-sig") as file:
        assert [row[:2] for row in csv.reader(file)] == [["牵头单位", "交办"], ["市优化办", "2"], ["合计", "2"]]
    beside = duban(*asked, "--compare", "last-year", "--figure", "received").out
    assert "2，同比对比期无数据" in beside
    assert beside.splitlines()[-1].startswith("同比：对比")
    done(*asked, "--compare", "环比", "--figure", "received", "-o", "beside.csv")
    with (office / "beside.csv").open(encoding="utf-8-sig") as file:
        assert next(csv.reader(file)) == ["单位", "交办", "交办 环比"]
    none = duban("figures", "--opened-to", "2020-01-01").out
    assert ["合计", "0"] in [line.split()[:2] for line in none.splitlines()]

    for words, said in (
        (("work",), "请说明看谁的待办"),
        (("work", "市住建"), "没有单位 '市住建'"),
        (("done", "市住建局", "--since", "上周"), "请写日期，如 2026-03-02"),
        (("figures", "--each", "灯"), "不能按 '灯' 统计"),
        (("figures", "--period", "三月"), "不是统计期"),
        (("figures", "--as-of", "昨天"), "--as-of"),
        (("figures", "--as-of", "2999-01-01"), "还没有到"),
        (("figures", "--rank", "办结"), "没有"),
        (("figures", "--compare", "上周"), "不是可对比的时段"),
        ((*asked, "--compare", "previous", "--each", "month"), "本来就逐期并列"),
        (("figures", "--figure", "办结"), "没有"),
        (("figures", "--rank", "done", "--group", "郊区"), "没有"),
    ):
        refused = duban(*words)
        assert (refused.status > 0, said in refused.err, refused.err.count("\n")) == (True, True, 1), refused
