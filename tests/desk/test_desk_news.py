"""What happened since somebody was last here, and the list of what waits as it goes on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def test_who_comes_back_sees_what_others_have_done_meanwhile(make_office: Callable[..., Office]) -> None:
    office = make_office()
    engine, clerk = office.engine, office.browsers["tangrui"]
    for title in ("取号机故障", "公示栏无人接听", "早就有的"):
        engine.open("issue", by="市优化办", title=title, units=UNITS)
    other = {"lead": "市优化办", "responsible": "市教育局"}
    office.clock.advance(timedelta(minutes=5))
    assert "上次登录以来" not in clerk.get("/").text  # the first time
    office.clock.advance(timedelta(hours=20))
    engine.correct("WT-2026-0001", by="市优化办/方晓宁", title="取号机全部故障", note="三台都坏")
    engine.fire("WT-2026-0002", "签收", by="市住建局/唐瑞")
    mistaken = engine.open("issue", by="市优化办", title="报错的", units=UNITS).number
    engine.void(mistaken, by="市优化办/方晓宁", note="重复了")
    engine.open("issue", by="市优化办", title="别家的", units=other)
    back = Browser(office.desk)
    assert back.sign_in("tangrui", PASSWORD).status_code == 303
    page = back.get("/").text
    news = page.partition('id="news"')[2].partition("</section>")[0]
    assert [each in news for each in ("取号机全部故障", "三台都坏", "报错的", "重复了", "方晓宁")] == [True] * 5
    assert [each in news for each in ("公示栏无人接听", "早就有的", "别家的")] == [False] * 3  # own acts, and no news
    assert "市住建局待办清单" in page
    assert page.count('class="onpaper sign"') == page.count('<article class="row">')
    office.clock.advance(timedelta(days=40))
    late = Browser(office.desk)
    late.sign_in("tangrui", PASSWORD)
    assert "上次登录以来" not in late.get("/").text  # what is longer ago than two weeks is none
