"""The administrator's pages: accounts made, moved and ended, by somebody who has just proved who they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from browser import PASSWORD, Browser, form_to, forms

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from desk_office import Office


@pytest.fixture(scope="module")
def house(make_office: Callable[..., Office]) -> Office:
    """Give the tests of this file an office of their own: they end its accounts."""
    return make_office()


@pytest.fixture
def admin(house: Office) -> Browser:
    """Sign the administrator in."""
    browser = Browser(house.desk)
    assert browser.sign_in("guanli", PASSWORD).status_code == 303
    return browser


def link_in(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return page.text.split("/welcome/")[1].split("<")[0]


def test_an_account_is_made_given_a_place_and_ended(house: Office, admin: Browser) -> None:
    page = admin.get("/admin/accounts")
    made = admin.send(page, "/admin/accounts", name="zhengxin", person="郑新", unit="市住建局", function="clerk")
    owner = Browser(house.desk)
    assert owner.choose(link_in(made), PASSWORD).status_code == 303
    wrong = admin.send(page, "/admin/accounts", name="zhengxin", person="郑新", unit="市园林局", function="clerk")
    assert wrong.status_code == 422
    assert "市园林局" in form_to(wrong, "/admin/accounts").fields["unit"]
    more = admin.send(page, "/admin/accounts", name="ZhengXin", person="郑新", unit="市教育局", function="leader")
    assert "已办好" in admin.follow(more).text
    one = admin.get("/admin/accounts/zhengxin")
    first = next(form for form in forms(one) if form.action.endswith("/place"))
    assert admin.post(first.action, data=first.fields).status_code == 303
    assert [each.places for each in house.keeping.list() if each.name == "zhengxin"] == [("市教育局/郑新 (leader)",)]
    assert "市教育局" in owner.get("/me").text
    assert admin.send(one, "/admin/accounts/zhengxin/end").status_code == 303
    assert owner.get("/me").status_code == 303
    told = admin.get("/admin/log").text
    kinds = ("新建帐号", "增加单位或职能", "停用帐号")
    assert all(said in told for said in (*kinds, "涉及帐号：zhengxin", "职能：单位领导", "guanli", ">操作<"))
    assert "没有登录着的地方" in admin.get("/admin/accounts/zhengxin").text


def test_what_concerns_others_takes_a_password_that_was_just_given(house: Office, admin: Browser) -> None:
    page = admin.get("/admin/accounts")
    house.clock.advance(timedelta(minutes=11))
    stopped = admin.send(page, "/admin/accounts", name="later", person="后来", unit="市住建局", function="clerk")
    assert stopped.status_code == 401
    assert "later" not in {each.name for each in house.keeping.list()}
    refused = admin.send(stopped, "/sign-in/again", password="wrong")
    assert refused.status_code == 422
    again = admin.send(refused, "/sign-in/again", password=PASSWORD)
    assert link_in(admin.send(again, "/admin/accounts"))
    assert "later" in {each.name for each in house.keeping.list()}


def test_the_last_administrator_cannot_be_ended_from_a_page(admin: Browser) -> None:
    page = admin.get("/admin/accounts/guanli")
    for action in ("/admin/accounts/guanli/end", "/admin/accounts/guanli/place"):
        refused = admin.send(page, action)
        assert refused.status_code == 422
        assert "没有人能管理帐号" in refused.text
    assert admin.get("/admin/accounts").status_code == 200


def test_a_member_cannot_make_themselves_an_administrator(house: Office) -> None:
    thief = Browser(house.desk)
    thief.sign_in("wujia", PASSWORD)
    fields = {"name": "wujia", "unit": "", "person": "伍佳", "function": "admin"}
    token = form_to(thief.get("/me"), "/me/password").fields["csrf"]
    assert thief.post("/admin/accounts", data={**fields, "csrf": token}).status_code == 404
    assert [each.places for each in house.keeping.list() if each.name == "wujia"] == [("市督考办/伍佳 (officer)",)]


def test_a_name_that_somebody_has_opens_their_account_to_nobody_else(house: Office, admin: Browser) -> None:
    house.keeping.add("chenlu", shown="陈路", unit="市住建局", function=Function.CLERK)
    assert Browser(house.desk).choose(house.keeping.password_link("chenlu"), PASSWORD).status_code == 303
    page = admin.get("/admin/accounts")
    other = admin.send(page, "/admin/accounts", name="chenlu", person="陈璐", unit="市教育局", function="clerk")
    assert other.status_code == 422
    assert "陈路" in other.text
    assert "/welcome/" not in other.text
    assert house.keeping.add("chenlu", shown="", person="陈路", unit="市教育局", function=Function.CLERK) is None
    assert Browser(house.desk).sign_in("chenlu", PASSWORD).status_code == 303
    places = next(each.places for each in house.keeping.list() if each.name == "chenlu")
    assert places == ("市住建局/陈路 (clerk)", "市教育局/陈路 (clerk)")


def test_the_name_of_an_ended_account_is_not_given_again(house: Office, admin: Browser) -> None:
    house.keeping.add("fengqi", shown="冯起", unit="市住建局", function=Function.CLERK)
    house.keeping.end("fengqi")
    page = admin.get("/admin/accounts")
    refused = admin.send(page, "/admin/accounts", name="fengqi", person="冯起", unit="市住建局", function="clerk")
    assert refused.status_code == 422
    assert "已停用" in refused.text
    assert "/welcome/" not in refused.text
