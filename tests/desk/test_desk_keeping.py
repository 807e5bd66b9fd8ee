"""Beside the pages: who has left is out, names that look alike are one, and addresses are kept no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from browser import PASSWORD, Browser
from sqlalchemy import select

from duban import Query
from duban.desk import Function, verify_journal
from duban.desk.accounts import AccountProblem
from duban.desk.store import failures, log, sessions
from duban.operations import Daemon

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

CLERK = {"unit": "市住建局", "function": Function.CLERK}


@pytest.fixture(scope="module")
def house(make_office: Callable[..., Office]) -> Office:
    return make_office(people=False)


def entered(house: Office, name: str, shown: str) -> Browser:
    browser = Browser(house.desk)
    assert browser.choose(house.keeping.add(name, shown=shown, **CLERK), PASSWORD).status_code == 303
    return browser


def test_who_has_left_is_out_at_once_and_only_of_that_unit(house: Office) -> None:
    gone, elsewhere, stays = entered(house, "zhou", "周全"), entered(house, "wu", "吴双"), entered(house, "li", "李三")
    house.keeping.add("wu", shown="吴双", unit="市教育局", function=Function.LEADER)
    assert house.keeping.left("市住建局", "周\u200b全") == 1
    assert house.keeping.left("市住建局", "吴双") == 1
    assert [browser.get("/me").status_code for browser in (gone, elsewhere, stays)] == [303, 303, 200]
    gone.sign_in("zhou", PASSWORD)
    assert gone.get("/").status_code == 303
    assert elsewhere.sign_in("wu", PASSWORD).status_code == 303
    assert "市教育局" in elsewhere.get("/me").text
    assert "市住建局" not in elsewhere.get("/me").text


def test_names_that_look_alike_are_one_name(house: Office) -> None:
    entered(house, "chenxi", "陈曦")
    for alike in ("ＣＨＥＮxi", "chen\u200bxi", "chen\u00adxi", "chen\u3000xi", "ch\u202een\u2060xi", "chen\u3164xi"):
        with pytest.raises(AccountProblem):
            house.keeping.add(alike, shown="陈希", **CLERK)
    house.keeping.add("second", shown="陈\u200b曦\ufeff", **CLERK)
    assert [each.places for each in house.keeping.list() if each.name == "second"] == [("市住建局/陈曦 (clerk)",)]


def test_many_at_once_take_a_password_that_was_given_just_now(house: Office) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    for place in range(51):
        house.engine.open("issue", by="市优化办", title=f"一批{place}", units=units)
    clerk = entered(house, "many", "莫多")
    house.clock.advance(timedelta(minutes=11))
    preview = clerk.get("/bulk?all=1&text=一批&act=签收")
    asked = clerk.send(preview, "/bulk")
    assert (asked.status_code, house.engine.count(Query(state="整改")).total) == (401, 0)
    again = clerk.send(asked, "/sign-in/again", password=PASSWORD)
    assert "51件全部办成" in clerk.follow(clerk.send(again, "/bulk")).text


def test_the_daemon_takes_away_what_was_kept_long_enough(house: Office) -> None:
    entered(house, "zheng", "郑新")
    Browser(house.desk).sign_in("zheng", "两个黄鹂鸣翠柳一行白鹭上青天也")
    tables = (select(log.c.seq).where(log.c.address.is_not(None)), select(sessions.c.id), select(failures.c.what))

    def kept() -> list[bool]:
        with house.engine.database.reading() as connection:
            return [connection.execute(table).first() is not None for table in tables]

    daemon = Daemon(house.engine, chores=[house.keeping.tidy])
    house.clock.advance(timedelta(days=179))
    daemon.tidy()
    assert kept() == [True, True, False]
    house.clock.advance(timedelta(days=2))
    daemon.tidy()
    assert kept() == [False, False, False]
    check = verify_journal(house.engine)
    assert check is not None
    assert check.ok
    assert check.entries > 0


def test_the_journal_is_cut_after_two_years_and_still_proves_itself(make_office: Callable[..., Office]) -> None:
    house = make_office(people=False)
    entered(house, "first", "方一")
    house.clock.advance(timedelta(days=400))
    entered(house, "second", "方二")
    before = verify_journal(house.engine)
    daemon = Daemon(house.engine, chores=[house.keeping.tidy])
    house.clock.advance(timedelta(days=340))
    daemon.tidy()
    still = verify_journal(house.engine)
    assert before is not None
    assert still == before  # it waits until there is a month of it
    house.clock.advance(timedelta(days=30))
    daemon.tidy()
    after = verify_journal(house.engine)
    assert after is not None
    assert (after.ok, after.cut > 0, after.entries) == (True, True, before.entries - after.cut + 1)
    assert house.keeping.prune_journal() == 0
    house.clock.advance(timedelta(days=365))
    assert house.keeping.prune_journal() == after.entries - 1  # all but the entry of the cut itself
    entered(house, "third", "方三")
    last = verify_journal(house.engine)
    assert last is not None
    assert (last.ok, last.cut) == (True, after.cut + after.entries - 1)
    with house.engine.database.writing() as connection:
        connection.execute(log.delete().where(log.c.seq == last.cut + 1))
    robbed = verify_journal(house.engine)
    assert robbed is not None
    assert robbed.astray == (last.cut + 2,)
