"""From the list to the deed: what waits is there, an act is done, and nothing that was typed is lost."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyotp
import pytest
from browser import PASSWORD, Browser, form_to

from duban.desk import Function

if TYPE_CHECKING:
    from desk_office import Office

EVIDENCE = {"f.evidence": ("验收单.pdf", b"%PDF-1.7\n%all three machines work\n%%EOF\n", "application/pdf")}


def test_a_problem_is_signed_for_from_the_list_and_handed_in_with_evidence(office: Office, number: str) -> None:
    clerk, lead = office.browsers["tangrui"], office.browsers["fangxiaoning"]
    waiting = clerk.get("/")
    assert number in waiting.text
    assert "剩1个工作日" in waiting.text
    assert number not in lead.get("/").text
    shown = clerk.follow(clerk.send(waiting, f"/i/{number}/do/签收"))
    assert "轮到责任单位：市住建局" in shown.text
    assert office.engine.instance(number).state == "整改"
    action = f"/i/{number}/do/申请销号"
    done = clerk.send(clerk.get(action), action, files=EVIDENCE, f__measure="三台都换了新机")
    shown = clerk.follow(done)
    assert all(said in shown.text for said in ("已办理：申请销号", "三台都换了新机", "验收单.pdf"))
    assert office.engine.instance(number).state == "复核"
    link = next(part.split('"')[0] for part in shown.text.split('href="') if "/files/" in part)
    given = lead.get(link)
    assert given.content == EVIDENCE["f.evidence"][1]
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''%E9%AA%8C%E6%94%B6%E5%8D%95.pdf"
    assert given.headers["content-security-policy"].startswith("sandbox")
    assert office.engine.history(number)[-1].actor == "市住建局/唐瑞"
    assert number in lead.get("/").text


def test_a_file_that_is_not_what_its_name_says_is_refused_and_the_rest_is_kept(office: Office, number: str) -> None:
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请销号"
    page = {"f.evidence": ("现场.jpg", b"<html><script>alert(1)</script>", "image/jpeg")}
    refused = clerk.send(clerk.get(action), action, files=page, f__measure="三台都换了新机")
    assert refused.status_code == 422
    assert "现场.jpg" in refused.text
    assert form_to(refused, action).fields["f.measure"] == "三台都换了新机"
    done = clerk.send(refused, action, files=EVIDENCE)
    assert done.status_code == 303


def test_a_file_of_another_unit_cannot_be_claimed_by_its_hash(office: Office, number: str) -> None:
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    foreign = office.engine.put_file(io.BytesIO(b"%PDF-1.7 secret of the school board"), by="市教育局", name="a.pdf")
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请销号"
    fields = {**form_to(clerk.get(action), action).fields, "f.measure": "有了"}
    claimed = clerk.post(action, data={**fields, "kept.f.evidence": f"{foreign['sha256']}|a.pdf"})
    assert claimed.status_code == 409
    assert clerk.get(f"/i/{number}/files/{foreign['sha256']}/a.pdf").status_code == 404


def test_a_refusal_gives_the_form_back_as_it_was_typed(office: Office, number: str) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请退单"
    refused = clerk.send(clerk.get(action), action, note="不属我局职责 <b>")
    assert refused.status_code == 422
    assert "这一项必填" in refused.text
    assert form_to(refused, action).fields["note"] == "不属我局职责 <b>"
    assert "<b>" not in refused.text.split("textarea")[1]
    strange = clerk.send(refused, action, f__return_to="市园林局")
    assert strange.status_code == 409
    assert form_to(strange, action).fields["f.return_to"] == "市园林局"
    assert office.engine.instance(number).state == "交办"


def test_who_comes_too_late_is_told_by_whom_and_keeps_what_was_typed(office: Office, number: str) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请退单"
    page = clerk.get(action)
    office.engine.fire(number, "签收", by="市住建局/韩立群")
    late = clerk.send(page, action, note="不属我局职责", f__return_to="市教育局")
    assert late.status_code == 409
    assert "市住建局/韩立群" in late.text
    assert "签收" in late.text
    assert form_to(late, action).fields["note"] == "不属我局职责"


def test_a_form_that_is_sent_twice_does_once(office: Office, number: str) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/签收"
    page, before = clerk.get(action), len(office.engine.history(number))
    answers = [clerk.send(page, action, note="收到") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(office.engine.history(number)) == before + 1
    again = clerk.send(page, action, note="收到，明天办")
    assert again.status_code == 409
    assert "已经办过" in again.text
    assert "收到，明天办" in again.text


def test_a_session_that_ended_over_a_form_gives_back_what_was_typed(office: Office, number: str) -> None:
    clerk, action = Browser(office.desk), f"/i/{number}/do/签收"
    assert clerk.sign_in("tangrui", PASSWORD).status_code == 303
    page = clerk.get(action)
    clerk.client.cookies.delete("duban")
    stopped = clerk.send(page, action, note="马上就办")
    assert stopped.status_code == 401
    assert "马上就办" in stopped.text
    back = clerk.send(stopped, "/sign-in", name="tangrui", password=PASSWORD)
    assert "马上就办" in back.text
    assert office.engine.instance(number).state == "交办"
    assert clerk.send(back, action).status_code == 303
    assert office.engine.history(number)[-1].facts.note == "马上就办"  # type: ignore[attr-defined]


def test_what_was_typed_is_kept_through_a_second_step_and_a_form_without_anything_leads_to_its_page(
    office: Office, number: str
) -> None:
    name, action = "zhongxin", f"/i/{number}/do/签收"
    clerk, later = Browser(office.desk), Browser(office.desk)
    clerk.choose(office.keeping.add(name, shown="钟心", unit="市住建局", function=Function.CLERK), PASSWORD)
    page = clerk.get("/me/second")
    secret = pyotp.TOTP(page.text.split('class="secret n">')[1].split("<")[0])
    shown = clerk.send(page, "/me/second", code=secret.at(office.clock.now()))
    codes = iter(part.split("</li>")[0] for part in shown.text.split("<li>")[1:])
    page, me = clerk.get(action), clerk.get("/me")
    clerk.client.cookies.delete("duban")
    asked = clerk.send(clerk.send(page, action, note="马上就办"), "/sign-in", name=name, password=PASSWORD)
    for code, kept in ((next(codes)[:-1] + "?", 422), (next(codes), 200)):
        asked = clerk.send(asked, "/sign-in/code", code=code)
        assert (asked.status_code, "马上就办" in asked.text) == (kept, True)
    assert clerk.send(asked, action).status_code == 303
    assert office.engine.history(number)[-1].facts.note == "马上就办"  # type: ignore[attr-defined]
    for form, typed in (
        ("/me/sessions", {}),
        ("/me/password", {"old_password": PASSWORD, "password_again": "新的密码"}),
    ):
        later.client.cookies.delete("duban")
        ended = later.post(form, data={**form_to(me, form).fields, **typed})
        assert "新的密码" not in ended.text
        half = later.follow(later.send(ended, "/sign-in", name=name, password=PASSWORD))
        assert later.send(half, "/sign-in/code", code=next(codes)).headers["location"] == "/me"


def test_an_address_that_only_takes_forms_says_so(office: Office) -> None:
    page = office.browsers["tangrui"].get("/me/password")
    assert (page.status_code, page.headers["allow"]) == (405, "POST")
    assert "只接受表单" in page.text
    assert 'href="/me"' in page.text


def test_what_came_back_stands_in_the_list_with_its_reason(office: Office, number: str) -> None:
    engine = office.engine
    file = engine.put_file(io.BytesIO(b"%PDF-1.7\n%one machine\n%%EOF\n"), by="市住建局/唐瑞", name="a.pdf")
    data = {"measure": "换了一台", "evidence": [file]}
    engine.fire(number, "签收", by="市住建局/唐瑞")
    engine.fire(number, "申请销号", by="市住建局/唐瑞", data=data)
    engine.fire(number, "退回整改", by="市优化办/方晓宁", note="二楼两台仍停用", data={"reason_code": "整改不到位"})
    page = office.browsers["tangrui"].get("/").text
    assert "二楼两台仍停用" in page
    assert "市优化办 方晓宁" in page


def test_why_not_and_whom_to_ring_stands_beside_what_one_may_not(office: Office, number: str) -> None:
    page = office.browsers["tangrui"].get(f"/i/{number}").text
    refused = page.split('aria-disabled="true">同意退单')[1].split("</div>")[0]
    assert "只能在“退单待定”时办理" in refused
    assert "0711-5550142" in refused


@pytest.mark.usefixtures("number")
def test_the_pages_speak_the_language_that_somebody_has_chosen(office: Office) -> None:
    teacher = office.browsers["hejing"]
    chosen = form_to(teacher.get("/me"), "/me/language")
    teacher.post(chosen.action, data={**chosen.fields, "language": "en"})
    assert "nothing is waiting for you" in teacher.get("/").text
    teacher.post(chosen.action, data={**chosen.fields, "language": "zh"})
    assert "没有轮到你的事项" in teacher.get("/").text
