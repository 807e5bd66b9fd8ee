"""Accounts: the first administrator, passwords, second factors, sessions, and failures that lock out nobody else."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from browser import PASSWORD, Browser, forms
from sqlalchemy import update

from duban.desk import Function, verify_journal
from duban.desk.store import log, sessions
from duban.workflow import DeskSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desk_office import Office
    from httpx import Response

OTHER = "两个黄鹂鸣翠柳一行白鹭上青天也"


@pytest.fixture(scope="module")
def house(make_office: Callable[..., Office]) -> Office:
    """Give the tests of this file an office of their own: they change accounts, and set its clock on."""
    return make_office()


@pytest.fixture
def account(house: Office, request: pytest.FixtureRequest) -> str:
    """Make an account of the housing bureau for one test; it has no password yet."""
    name = f"a{abs(hash(request.node.name)) % 10**9}"
    house.keeping.add(name, shown="郑新", unit="市住建局", function=Function.CLERK)
    return name


def entered(house: Office, account: str, **where: str) -> Browser:
    """Return a browser in which somebody has just chosen a password."""
    browser = Browser(house.desk, **where)
    assert browser.choose(house.keeping.password_link(account), PASSWORD).status_code == 303
    return browser


def test_the_first_link_makes_the_administrator_once_and_only_in_time(make_office: Callable[..., Office]) -> None:
    bare = make_office(people=False)
    late = bare.keeping.init()
    assert late is not None
    bare.clock.advance(timedelta(minutes=31))
    assert bare.stranger().get(f"/welcome/{late}").status_code == 410
    token = bare.keeping.init()
    assert token is not None
    browser = bare.stranger()
    page = browser.get(f"/welcome/{token}")
    assert "首位管理员" in page.text
    answer = browser.send(
        page, f"/welcome/{token}", name="Guan Li", shown="关立", password=PASSWORD, password_again=PASSWORD
    )
    assert answer.status_code == 303
    assert "关立" in browser.get("/me").text
    assert bare.keeping.init() is None
    assert bare.stranger().get(f"/welcome/{token}").status_code == 410
    assert [(each.name, each.places) for each in bare.keeping.list()] == [("guanli", ("/关立 (admin)",))]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "至少 15 个字符"),
        ("a" * 40, "最先会猜"),
        ("123456789012345", "最先会猜"),
        ("qwertyuiopqwertyuiop", "最先会猜"),
        ("abc123abc123abc123abc123", "最先会猜"),
        ("督办台督办台督办台督办台督办台2026", "最先会猜"),
        ("x7" * 65, "至多 128 个字符"),
    ],
)
def test_a_password_that_is_easily_guessed_is_not_taken(house: Office, account: str, password: str, said: str) -> None:
    token = house.keeping.password_link(account)
    refused = house.stranger().choose(token, password)
    assert refused.status_code == 422
    assert said in refused.text
    assert password not in refused.text.replace(account, "")


def test_a_password_of_any_characters_is_taken_and_compared_as_one_reads_it(house: Office, account: str) -> None:
    wide = "Ｃorrect horse　battery ①"
    assert house.stranger().choose(house.keeping.password_link(account), wide).status_code == 303
    assert house.stranger().sign_in(account, "Correct horse battery 1").status_code == 303
    assert house.stranger().sign_in(account.upper() + "\u200b", wide).status_code == 303


def test_nobody_learns_which_accounts_there_are(house: Office, account: str) -> None:
    entered(house, account)
    ended = house.keeping.add("ended", shown="离任", unit="市住建局", function=Function.CLERK)
    house.stranger().choose(ended, PASSWORD)
    house.keeping.end("ended")
    answers = [
        house.stranger(client="10.7.0.1").sign_in(name, password)
        for name, password in ((account, OTHER), ("nobody", PASSWORD), ("ended", PASSWORD), ("", ""))
    ]
    told = {answer.text.split("<form")[0].replace(answer.headers["x-request-id"], "") for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len(told) == 1


def test_guessing_gets_slow_even_for_who_then_guesses_right(house: Office, account: str) -> None:
    entered(house, account)
    for _ in range(5):
        assert house.stranger().sign_in(account, OTHER).status_code == 422
    held = house.stranger().sign_in(account, PASSWORD)
    assert held.status_code == 422
    assert "请5秒以后再试" in held.text
    house.clock.advance(timedelta(seconds=6))
    assert house.stranger().sign_in(account, PASSWORD).status_code == 303


def test_who_guesses_at_an_account_locks_its_owner_out_nowhere(house: Office, account: str) -> None:
    owner = entered(house, account, client="10.7.1.1")
    owner.send(owner.get("/me"), "/sign-out")
    for place in range(12):
        house.stranger(client="10.7.1.9").sign_in(account, f"{OTHER}{place}")
    assert house.stranger(client="10.7.1.2").sign_in(account, PASSWORD).status_code == 303
    beside = Browser(house.desk, client="10.7.1.9")
    beside.client.cookies = owner.client.cookies
    assert beside.sign_in(account, PASSWORD).status_code == 303


def test_one_address_that_tries_many_names_is_held_back(house: Office) -> None:
    for place in range(30):
        house.stranger(client="10.7.2.1").sign_in(f"name{place}", OTHER)
    assert "以后再试" in house.stranger(client="10.7.2.1").sign_in("another", OTHER).text
    assert "以后再试" not in house.stranger(client="10.7.2.2").sign_in("another", OTHER).text
    house.clock.advance(timedelta(minutes=11))
    assert "以后再试" not in house.stranger(client="10.7.2.1").sign_in("another", OTHER).text


def test_a_session_ends_when_it_is_idle_or_old_and_looking_at_it_late_does_not_revive_it(
    house: Office, account: str
) -> None:
    browser = entered(house, account)
    for _ in range(7):
        house.clock.advance(timedelta(minutes=90))
        assert browser.get("/me").status_code == 200
    house.clock.advance(timedelta(minutes=90))
    assert browser.get("/me").status_code == 303
    fresh = entered(house, account)
    house.clock.advance(timedelta(hours=8))
    assert [fresh.get("/me").status_code for _ in range(2)] == [303, 303]
    officer = Browser(house.desk)
    officer.sign_in("wujia", PASSWORD)
    house.clock.advance(timedelta(minutes=29))
    assert officer.get("/me").status_code == 200
    house.clock.advance(timedelta(minutes=30))
    assert officer.get("/me").status_code == 303


def test_a_session_is_seen_at_most_once_a_minute(house: Office, account: str) -> None:
    browser = entered(house, account)

    def seen() -> list[object]:
        with house.engine.database.reading() as connection:
            return list(connection.execute(sessions.select().with_only_columns(sessions.c.seen_at)).scalars())

    before = seen()
    house.clock.advance(timedelta(seconds=59))
    browser.get("/me")
    assert seen() == before
    house.clock.advance(timedelta(seconds=1))
    browser.get("/me")
    assert seen() != before


def test_sessions_are_listed_and_ended_one_or_all(house: Office, account: str) -> None:
    first, second, third = (entered(house, account) for _ in range(3))
    # Choosing a password by a link ends all sessions before it.
    assert [each.get("/me").status_code for each in (first, second, third)] == [303, 303, 200]
    first.sign_in(account, PASSWORD)
    second.sign_in(account, PASSWORD)
    page = third.get("/me")
    one = [form for form in forms(page) if form.action == "/me/sessions" and "session" in form.fields]
    assert len(one) == 2
    assert third.post("/me/sessions", data=one[0].fields).status_code == 303
    assert sorted(each.get("/me").status_code for each in (first, second, third)) == [200, 200, 303]
    rest = next(form for form in forms(page) if form.action == "/me/sessions" and "session" not in form.fields)
    third.post("/me/sessions", data=rest.fields)
    assert [each.get("/me").status_code for each in (first, second, third)] == [303, 303, 200]


def test_another_account_cannot_end_my_session(house: Office, account: str) -> None:
    mine = entered(house, account)
    thief = Browser(house.desk)
    thief.sign_in("tangrui", PASSWORD)
    with house.engine.database.reading() as connection:
        latest = max(connection.execute(sessions.select().with_only_columns(sessions.c.id)).scalars())
    fields = next(form for form in forms(thief.get("/me")) if form.action == "/me/sessions").fields
    for session in (latest - 1, 10**30):
        assert thief.post("/me/sessions", data={**fields, "session": str(session)}).status_code == 404
    assert mine.get("/me").status_code == 200


def test_a_change_of_password_ends_every_other_session_and_renews_this_one(house: Office, account: str) -> None:
    here = entered(house, account)
    there = Browser(house.desk)
    there.sign_in(account, PASSWORD)
    cookie = here.client.cookies["duban"]
    page = here.get("/me")
    wrong = here.send(page, "/me/password", old_password=OTHER, password=OTHER, password_again=OTHER)
    assert (wrong.status_code, "现在的密码不对" in wrong.text) == (422, True)
    done = here.send(page, "/me/password", old_password=PASSWORD, password=OTHER, password_again=OTHER)
    assert done.status_code == 303
    assert here.client.cookies["duban"] != cookie
    assert [here.get("/me").status_code, there.get("/me").status_code] == [200, 303]
    assert Browser(house.desk).sign_in(account, PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("page", "action", "form"),
    [
        ("password", "/me/password", {"old_password": "", "password": OTHER, "password_again": OTHER}),
        ("second-off", "/me/second/off", {"password": ""}),
        ("prove", "/sign-in/again", {"password": ""}),
    ],
)
def test_a_session_that_was_left_open_is_no_place_to_guess_the_password(
    house: Office, account: str, page: str, action: str, form: dict[str, str]
) -> None:
    browser = entered(house, account)
    csrf = hmac.new(browser.client.cookies["duban"].encode(), page.encode(), hashlib.sha256).hexdigest()

    def tried(password: str) -> Response:
        return browser.post(action, data={name: value or password for name, value in form.items()} | {"csrf": csrf})

    for place in range(7):
        assert ("现在的密码不对" in tried(f"guess {place}").text) == (place < 5), place
    assert "试的次数太多" in tried(PASSWORD).text
    house.clock.advance(timedelta(seconds=6))
    assert tried(PASSWORD).status_code == 303


def test_a_person_of_several_units_acts_for_one_at_a_time(house: Office, account: str) -> None:
    house.keeping.add(account, shown="郑新", unit="市教育局", function=Function.LEADER)
    browser = Browser(house.desk)
    browser.choose(house.keeping.password_link(account), PASSWORD)
    units = {"lead": "市优化办", "responsible": "市教育局"}
    number = house.engine.open("issue", by="市优化办", units=units).number
    assert browser.get(f"/i/{number}").status_code == 404
    cookie = browser.client.cookies["duban"]
    other = [form for form in forms(browser.get("/me")) if form.action == "/me/membership"][1]
    assert browser.post("/me/membership", data=other.fields).status_code == 303
    assert browser.client.cookies["duban"] != cookie
    action = f"/i/{number}/do/签收"
    assert browser.send(browser.get(action), action).status_code == 303
    assert house.engine.history(number)[-1].actor == "市教育局/郑新"
    stolen = {**other.fields, "membership": "1"}
    fields = next(form for form in forms(browser.get("/me")) if form.action == "/me/membership").fields
    assert browser.post("/me/membership", data={**stolen, "csrf": fields["csrf"]}).status_code == 404


def test_the_second_factor_is_asked_for_counts_once_and_has_codes_for_emergencies(house: Office, account: str) -> None:
    browser = entered(house, account)
    page = browser.get("/me/second")
    secret = pyotp.TOTP(page.text.split('class="secret n">')[1].split("<")[0])
    assert browser.send(page, "/me/second", code="000000").status_code == 422
    shown = browser.send(page, "/me/second", code=secret.at(house.clock.now()))
    codes = [part.split("</li>")[0] for part in shown.text.split("<li>")[1:]]
    assert len(codes) == 10
    house.clock.advance(timedelta(seconds=60))
    code = secret.at(house.clock.now())
    again = Browser(house.desk)
    half = again.follow(again.sign_in(account, PASSWORD))
    assert again.get("/").headers["location"].startswith("/sign-in/code")
    assert again.send(half, "/sign-in/code", code=codes[0][:-1] + "?").status_code == 422
    cookie = again.client.cookies["duban"]
    assert again.send(half, "/sign-in/code", code=code).status_code == 303
    assert again.client.cookies["duban"] != cookie
    assert again.get("/").status_code == 200
    replay = Browser(house.desk)
    assert replay.send(replay.follow(replay.sign_in(account, PASSWORD)), "/sign-in/code", code=code).status_code == 422
    for expected in (303, 422):
        other = Browser(house.desk)
        half = other.follow(other.sign_in(account, PASSWORD))
        assert other.send(half, "/sign-in/code", code=codes[0].lower()).status_code == expected
    off = again.send(again.get("/me"), "/me/second/off", password=PASSWORD)
    assert off.status_code == 303
    plain = Browser(house.desk)
    assert plain.sign_in(account, PASSWORD).headers["location"] == "/"


def second_step(house: Office, browser: Browser) -> Iterator[str]:
    """Turn the second step on, and return the codes for emergencies."""
    page = browser.get("/me/second")
    secret = pyotp.TOTP(page.text.split('class="secret n">')[1].split("<")[0])
    shown = browser.send(page, "/me/second", code=secret.at(house.clock.now()))
    return iter([part.split("</li>")[0] for part in shown.text.split("<li>")[1:]])


def test_a_code_that_is_held_back_does_not_count_as_another_failure(house: Office, account: str) -> None:
    codes = second_step(house, entered(house, account))
    browser = Browser(house.desk)
    page = browser.follow(browser.sign_in(account, PASSWORD))
    for place in range(9):
        refused = browser.send(page, "/sign-in/code", code="?")
        assert ("请5秒以后再试" in refused.text) == (place >= 5), place
    house.clock.advance(timedelta(seconds=6))
    assert browser.send(page, "/sign-in/code", code=next(codes)).status_code == 303


def test_a_password_that_is_good_beside_a_second_step_alone_has_to_be_changed_without_it(
    house: Office, account: str
) -> None:
    short, first = "云川督办?十二", entered(house, account)
    codes = second_step(house, first)
    assert Browser(house.desk).choose(house.keeping.password_link(account), short[:5]).status_code == 422
    owner = Browser(house.desk)
    chosen = owner.choose(house.keeping.password_link(account), short + "人")
    assert owner.send(owner.follow(chosen), "/sign-in/code", code=next(codes)).status_code == 303
    assert owner.get("/").status_code == 200
    house.keeping.second_off(account)
    owner.sign_in(account, short + "人")
    assert "单独使用太短" in owner.follow(owner.get("/")).text
    second_step(house, owner)
    assert owner.get("/").status_code == 200
    owner.send(owner.get("/me"), "/me/second/off", password=short + "人")
    asked = owner.follow(owner.get("/"))
    assert "单独使用太短" in asked.text
    changed = {"old_password": short + "人", "password": OTHER, "password_again": OTHER}
    assert owner.send(asked, "/me/password", **changed).status_code == 303
    assert owner.get("/").status_code == 200


def test_a_function_that_owes_a_second_factor_gets_no_further_than_turning_it_on(
    make_office: Callable[..., Office],
) -> None:
    strict = make_office(people=False, second_factor=DeskSettings().second_factor)
    browser = Browser(strict.desk)
    browser.choose(strict.keeping.add("wujia", shown="伍佳", unit="市督考办", function=Function.OFFICER), PASSWORD)
    assert browser.get("/").headers["location"] == "/me/second"
    assert browser.get("/me/second").status_code == 200


def test_an_office_that_is_assessed_asks_for_another_password_after_ninety_days(
    make_office: Callable[..., Office],
) -> None:
    assessed = make_office(people=False, profile="dengbao")
    browser, words = Browser(assessed.desk), "Qing ming 2026 Yu fenfen"
    token = assessed.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    assert browser.choose(token, PASSWORD).status_code == 422
    assert browser.choose(token, words).status_code == 303
    assessed.clock.advance(timedelta(days=91))
    assert browser.sign_in("tangrui", words).status_code == 303
    assert browser.get("/").headers["location"] == "/me?old=1"
    other = f"{words} lu shang"
    page = browser.get("/me?old=1")
    browser.send(page, "/me/password", old_password=words, password=other, password_again=other)
    assert browser.get("/").status_code == 200


def test_an_account_that_is_ended_is_out_at_once(house: Office, account: str) -> None:
    browser = entered(house, account)
    assert house.keeping.end(account) == 1
    assert browser.get("/me").status_code == 303
    assert Browser(house.desk).sign_in(account, PASSWORD).status_code == 422


def test_the_journal_tells_of_sign_ins_and_is_found_out_if_it_is_changed(make_office: Callable[..., Office]) -> None:
    watched = make_office(people=False)
    engine = watched.engine
    browser = Browser(watched.desk)
    browser.choose(watched.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK), PASSWORD)
    Browser(watched.desk).sign_in("tangrui", OTHER)
    Browser(watched.desk).sign_in("唐瑞的密码是春天", OTHER)
    browser.send(browser.get("/me"), "/sign-out")
    with engine.database.reading() as connection:
        told = connection.execute(log.select().order_by(log.c.seq)).all()
    assert [row.kind for row in told] == [
        *("first link made", "account made", "membership made", "password", "sign-in"),
        *("sign-in refused", "sign-in refused", "sign-out"),
    ]
    assert "春天" not in repr(told)
    assert told[4].address == "10.1.2.3"
    check = verify_journal(engine)
    assert check is not None
    assert (check.ok, check.entries) == (True, 8)
    watched.clock.advance(timedelta(days=181))
    Browser(watched.desk).sign_in("tangrui", PASSWORD)
    with engine.database.reading() as connection:
        assert connection.execute(log.select().order_by(log.c.seq)).all()[4].address is None
    again = verify_journal(engine)
    assert again is not None
    assert (again.ok, again.entries) == (True, 9)
    with engine.database.writing() as connection:
        connection.execute(update(log).where(log.c.seq == 6).values(kind="sign-in"))
        connection.execute(log.delete().where(log.c.seq == 8))
    forged = verify_journal(engine)
    assert forged is not None
    assert forged.astray == (6, 9)
