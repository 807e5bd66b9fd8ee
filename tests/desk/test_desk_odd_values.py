"""What no form of ours sends: digits that are none, choices that nobody offers, and sentences put into addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser import form_to

from duban.desk.forms import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

ODD = ("²", "٣x", "", "99999999999999999999", "-1", "1.0")
LURE = "系统升级，请致电139-0000-0000核对密码"


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("１２", 12), (" 7 ", 7), ("0", 0), *((each, None) for each in ODD)]
)
def test_whole_numbers_are_read_as_input_methods_write_them_and_nothing_else_is_one(text: str, number: object) -> None:
    assert whole(text) == number


def test_digits_that_are_no_number_are_no_fault_of_the_server(office: Office, number: str) -> None:
    clerk, lead, admin = (office.browsers[name] for name in ("tangrui", "fangxiaoning", "guanli"))
    remark, act, extend = (f"/i/{number}/{each}" for each in ("remark", "do/签收", "extend"))
    for odd in ("²", "99999999999999999999"):
        again = lead.send(lead.get(remark), remark, text="", seq=odd, expect=odd)
        assert again.status_code == 422
        assert form_to(again, remark).fields["seq"].isdecimal()
        assert clerk.send(clerk.get(extend), extend, amount=odd, note="等货").status_code == 409
        sessions = form_to(clerk.get("/me"), "/me/sessions")
        assert clerk.post(sessions.action, data={**sessions.fields, "session": odd}).status_code == 404
        account = admin.get("/admin/accounts/tangrui")
        ending = form_to(account, "/admin/accounts/tangrui/place")
        assert admin.post(ending.action, data={**ending.fields, "membership": odd}).status_code == 404
        assert admin.get("/admin/log", params={"before": odd}).status_code == 200
        assert lead.get(f"/i/{number}/decisions/{odd}").status_code == 404
        assert lead.get("/bulk/result", params={"of": odd}).status_code == 303
        assert lead.get("/ledger", params={"view": odd}).status_code == 303
    assert clerk.send(clerk.get(act), act, seq="²", expect="²").status_code == 303


def test_a_choice_that_nobody_offers_comes_back_as_a_problem_of_its_field(office: Office, number: str) -> None:
    engine, clerk, lead = office.engine, office.browsers["tangrui"], office.browsers["fangxiaoning"]
    before = engine.history(number)
    forged: dict[str, dict[str, str]] = {
        "remark": {"text": "内情", "to": "somebody else"},
        "call": {"person": "市住建局，唐瑞", "reached": "maybe"},
        "assign": {"role": "不存在的角色", "units": "市教育局"},
        "instruct": {"leader": "市长", "on": "2026-11-16", "text": "抓紧"},
    }
    for verb, typed in forged.items():
        action = f"/i/{number}/{verb}"
        page = lead.get(action)
        answer = lead.post(action, data={**form_to(page, action).fields, **typed})
        assert (answer.status_code, verb) == (422, verb)
        assert "请从列出的里面选一个" in answer.text
    handing = f"/i/{number}/hand-on"
    assert clerk.send(clerk.get(handing), handing, person="查无此人").status_code == 422
    assert engine.history(number) == before


def test_an_address_shows_no_sentence_that_somebody_else_wrote(office: Office, number: str) -> None:
    clerk, lead, officer = (office.browsers[name] for name in ("tangrui", "fangxiaoning", "wujia"))
    shown: dict[str, Callable[..., object]] = {
        f"/i/{number}?done={{}}": clerk.get,
        f"/i/{number}?done=act&of={{}}": clerk.get,
        f"/i/{number}?done=tasks&of={{}}": clerk.get,
        "/decisions?done=grant&of={}": lead.get,
        "/sheet?done=hand-in&of={}": clerk.get,
        "/sheet?done=sign&count={}": clerk.get,
        "/open?opened={}": lead.get,
        "/open?done={}": lead.get,
        "/calls?noted={}": officer.get,
        "/messages?done={}": officer.get,
        "/units?done={}": clerk.get,
        "/me?done={}": clerk.get,
        f"/bulk?n={number}&act={{}}": clerk.get,
    }
    for address, get in shown.items():
        assert LURE not in get(address.format(quote(LURE))).text, address  # type: ignore[attr-defined]
    assert "已办理：签收" in clerk.get(f"/i/{number}?done=act&of=签收").text
    assert f"已同意：{number}" in lead.get(f"/decisions?done=grant&of={number}").text
    assert "已同意" not in lead.get("/decisions?done=grant&of=WT-2026-9999").text
