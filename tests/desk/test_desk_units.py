"""Who is who at the desk: looked up by everybody, kept by officers, administrators and each unit's leader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser import PASSWORD, Browser, form_to, forms
from test_desk_budget import counted
from test_desk_messages import Kept, fail, kept

from duban import Contact, DirectoryChanged, Wishes
from duban.desk import Desk, Function
from duban.desk.accounts import AccountProblem
from duban.notifiers import NoSuchAddress
from duban.workflow import Level

if TYPE_CHECKING:
    from desk_office import Office
    from httpx import Response

__all__ = ["kept"]  # the fixture

HERE = f"/units/{quote('市住建局')}"


def person(page: Response, name: str) -> str:
    """Return what a page says of somebody."""
    return page.text.partition(f"<b>{name}</b>")[2].partition("</li>")[0]


def test_people_are_added_and_mended_and_a_mistake_gives_the_form_back(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    fail(engine, 2)
    page = officer.get("/units")
    assert all(each in page.text for each in ("单位6家，人员2名", "在办2件", "今天联系不到的5家"))
    form = officer.get(f"{HERE}/person")
    wrong = officer.send(form, f"{HERE}/person", name="陈芳", level="handler", mobile="12")
    assert (wrong.status_code, 'value="陈芳"' in wrong.text) == (422, True)
    added = officer.send(wrong, f"{HERE}/person", name="陈芳", level="handler", mobile="13811112299")
    assert "陈芳" in officer.follow(added).text
    seen = officer.get(f"{HERE}/person?name={quote('陈芳')}&level=handler")
    first = officer.send(seen, f"{HERE}/person", name="陈芳", level="leader", mobile="13811112298")
    assert first.status_code == 303
    late = officer.send(seen, f"{HERE}/person", name="陈芳", level="handler", mobile="13811112297")
    assert (late.status_code, 'value="13811112297"' in late.text) == (409, True)
    mobile = {each.name: (each.mobile, each.level) for each in engine.contacts()}
    assert mobile["陈芳"] == ("13811112298", "leader")
    masked = kept.clerk.get("/units").text
    assert "138****2298" in masked
    assert "13811112298" not in masked
    assert "13811112298" in officer.get("/units?q=陈").text
    assert kept.clerk.get(f"{HERE}/person").status_code == 404
    assert "没有符合条件的单位" in officer.get("/units?q=孙悟空").text


def test_an_address_that_does_not_exist_is_shown_to_those_who_correct_it_until_it_is_corrected(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    kept.server.refused = NoSuchAddress
    fail(engine, 1)
    (dead,) = engine.marked_addresses()
    page = officer.get("/units?silent=1").text
    assert "不存在的地址" in page
    told = page.partition('id="dead"')[2].partition("</section>")[0]
    assert all(each in told for each in (dead.address, *dead.people, "no such user"))
    assert f"/units/{quote(dead.people[0].partition('/')[0])}" in told
    assert dead.address not in kept.clerk.get("/units?silent=1").text
    (who,) = [each for each in engine.directory.people if each.email == dead.address]
    engine.set_contact(replace(who, email="right@example.org"), before=who, by="市督考办")
    assert "不存在的地址" not in officer.get("/units?silent=1").text


def test_who_keeps_the_list_says_that_a_dead_address_works_again(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    kept.server.refused = NoSuchAddress
    fail(engine, 1)
    (dead,) = engine.marked_addresses()
    page = officer.get("/units?silent=1")
    assert kept.clerk.post("/units/works", data={"medium": "email", "address": dead.address}).status_code in {403, 404}
    assert len(engine.marked_addresses()) == 1
    done = officer.follow(officer.send(page, "/units/works", medium=dead.medium, address=dead.address))
    assert "消息恢复向该地址发送" in done.text
    assert engine.marked_addresses() == []
    again = officer.follow(officer.send(page, "/units/works", medium=dead.medium, address=dead.address))
    assert "已有人处理" in again.text
    assert officer.send(page, "/units/works", medium="pigeon", address="x").status_code == 404


def test_people_say_how_to_reach_them(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    wishes = {"media_first": "sms", "media_after": "4小时", "when-email": "media_morning", "calendar": "DE"}
    form = officer.get(f"{HERE}/person")
    typed = {"name": "陈芳", "level": "handler", "mobile": "13811112299"}
    wrong = officer.send(form, f"{HERE}/person", **{**typed, **wishes, "media_after": "4"})
    assert (wrong.status_code, 'value="sms" selected' in wrong.text, "media_after" in wrong.text) == (422, True, True)
    assert officer.send(wrong, f"{HERE}/person", **wishes).status_code == 303
    (chen,) = (each for each in engine.contacts() if each.name == "陈芳")
    assert chen.wishes == Wishes(first=("sms",), after="4 hours", morning=("email",), calendar="DE")
    mended = officer.get(f"{HERE}/person?name={quote('陈芳')}&level=handler")
    assert 'value="media_morning" selected' in mended.text
    cleared = {**wishes, "when-email": "", "calendar": ""}
    assert officer.send(mended, f"{HERE}/person", **cleared).status_code == 303
    (chen,) = (each for each in engine.contacts() if each.name == "陈芳")
    assert chen.wishes == Wishes(first=("sms",), after="4 hours")


def test_a_leader_keeps_the_people_of_the_unit_and_no_others(kept: Kept) -> None:
    kept.keeping.add("yanzheng", shown="严正", unit="市住建局", function=Function.LEADER)
    leader = Browser(Desk(kept.engine))
    leader.choose(kept.keeping.password_link("yanzheng"), PASSWORD)
    added = leader.send(
        leader.get(f"{HERE}/person"), f"{HERE}/person", name="唐瑞", level="contact", mobile="13811112231"
    )
    assert added.status_code == 303
    page = leader.get(f"{HERE}/person?name={quote('唐瑞')}&level=contact")
    assert "13811112231" in leader.get(HERE).text
    assert "不再担任此级别" in page.text
    assert leader.send(page, f"{HERE}/person", do="take-out").status_code == 303
    assert [(each.name, each.level) for each in kept.engine.contacts()] == [("唐瑞", "handler"), ("韩立群", "leader")]
    elsewhere = f"/units/{quote('市教育局')}"
    assert leader.get(f"{elsewhere}/person").status_code == 404
    theirs = form_to(page, f"{HERE}/person").fields
    assert leader.post(f"{elsewhere}/person", data=theirs).status_code in {403, 404}
    assert leader.get("/units/import").status_code == 404


def test_a_list_that_is_kept_elsewhere_is_only_shown(office: Office) -> None:
    for name in ("wujia", "yanzheng"):
        page = office.browsers[name].get(HERE)
        assert "名单由另一个系统提供" in page.text
        assert not any(each in page.text for each in ("添加人员", "登记离岗", "机构变更"))
        assert "添加人员" not in office.browsers[name].get(f"{HERE}/person").text
    assert office.browsers["wujia"].get("/units/import").headers["location"] == "/units"


def test_everybody_says_when_they_are_away_and_who_stands_in(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    kept.keeping.add("tangrui2", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    clerk = Browser(Desk(engine))
    clerk.choose(kept.keeping.password_link("tangrui2"), PASSWORD)
    page = clerk.get(HERE)
    away = f"{HERE}/away"
    assert [form.fields["name"] for form in forms(page) if form.action.endswith("/away")] == ["唐瑞"]
    wrong = clerk.send(page, away, first="2026-11-20", last="2026-11-18")
    assert (wrong.status_code, 'value="2026-11-18"' in wrong.text) == (422, True)
    done = clerk.send(wrong, away, first="2026-11-16", last="2026年11月20日", deputy="韩立群")
    said = person(clerk.follow(done), "唐瑞")
    assert "由韩立群代收" in said
    assert "唐瑞离岗至2026年11月20日" in said
    other = clerk.post(
        away, data={**form_to(page, away).fields, "name": "韩立群", "first": "2026-11-16", "last": "2026-11-17"}
    )
    assert other.status_code == 404
    back = next(form for form in forms(officer.get(HERE)) if form.action.endswith("/away") and "do" in form.names)
    officer.post(back.action, data={**back.fields, "do": "back"})
    assert [each.reached for each in engine.contacts()] == ["市住建局/唐瑞", "市住建局/韩立群"]


def test_who_leaves_is_signed_out_and_what_they_had_goes_on(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    number, *_ = fail(engine, 1)
    kept.keeping.add("tang", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    theirs = Browser(Desk(engine))
    theirs.choose(kept.keeping.password_link("tang"), PASSWORD)
    engine.fire(number, "签收", by="市住建局/唐瑞")
    assert theirs.get("/").status_code == 200
    preview = officer.get(f"{HERE}/leave?name={quote('唐瑞')}")
    assert all(each in preview.text for each in (number, "由市住建局继续办理", "tang", "立即退出登录"))
    assert [each.name for each in engine.contacts()] == ["唐瑞", "韩立群"]
    assert officer.send(preview, f"{HERE}/leave", note="调离").status_code == 303
    assert [each.name for each in engine.contacts()] == ["韩立群"]
    assert theirs.get("/").headers["location"].startswith("/sign-in")
    assert engine.directory_history()[-1].note == "调离"


def test_the_last_administrator_leaves_by_no_way(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    token = kept.keeping.add("tang", shown="唐瑞", unit="市住建局", function=Function.ADMIN)
    theirs = Browser(Desk(engine))
    theirs.choose(token or "", PASSWORD)
    kept.keeping.end("guanli")
    preview = officer.get(f"{HERE}/leave?name={quote('唐瑞')}")
    assert "请先指定另一名管理员" in preview.text
    refused = officer.send(preview, f"{HERE}/leave", note="调离")
    assert (refused.status_code, 'value="调离"' in refused.text) == (422, True)
    with pytest.raises(AccountProblem):
        kept.keeping.end("tang")
    assert [each.name for each in engine.contacts()] == ["唐瑞", "韩立群"]
    assert theirs.get("/admin/accounts").status_code == 200
    kept.keeping.add("tang", shown="唐瑞", unit="市督考办", function=Function.ADMIN)
    assert officer.send(refused, f"{HERE}/leave").status_code == 303
    assert [each.name for each in engine.contacts()] == ["韩立群"]


def test_units_are_renamed_and_unlisted_names_found_after_a_preview(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    fail(engine, 2)
    units = {"lead": "市优化办", "responsible": "市住房和城乡建设局"}
    engine.open("issue", by="市优化办", title="噪声", units=units, new_units=["市住房和城乡建设局"])
    page = officer.get("/units")
    named = next(form for form in forms(page) if form.action == "/units/named").fields
    assert named["name"] == "市住房和城乡建设局"
    officer.follow(officer.post("/units/named", data={**named, "meant": "市住建局"}))
    assert engine.count(by="unit").by["市住建局"] == 3
    become = f"{HERE}/become"
    change = next(form for form in forms(officer.get(HERE)) if form.fields.get("what") == "rename").fields
    empty = officer.post(become, data=change)
    assert (empty.status_code, "请填写变更后的单位" in empty.text) == (422, True)
    preview = officer.post(become, data={**change, "others": "市住建和城乡局", "note": "机构改革"})
    assert "移交在办事项3件，随同转移2人" in preview.text
    assert engine.directory.canonical("市住建局") == "市住建局"
    done = officer.follow(officer.send(preview, become, do="confirm"))
    assert "已移交" in done.text
    assert engine.directory.canonical("市住建局") == "市住建和城乡局"
    assert kept.clerk.post(become, data=change).status_code == 404
    merged = officer.post(become, data={**change, "what": "merge", "others": "市教育局"})
    assert "市住建和城乡局并入市教育局" in merged.text
    assert officer.get(HERE).status_code == 200  # the old name goes on being found


def test_the_list_costs_as_much_with_forty_people_as_with_two(kept: Kept) -> None:
    costs = []
    for more in (1, 38):
        people = [Contact("市住建局", f"甲{more}{each}", Level.HANDLER, email="a@zj.example") for each in range(more)]
        kept.engine.import_contacts(people, by="市优化办")
        kept.officer.get("/units")
        with counted(kept) as sent:
            kept.officer.get("/units")
        costs.append(len(sent))
    assert len(set(costs)) == 1, costs
    assert costs[0] <= 8, sent


def test_a_list_is_taken_over_only_as_it_was_looked_at(kept: Kept) -> None:
    engine, admin = kept.engine, kept.admin
    text = admin.get("/units/export?what=people").content
    assert text.startswith(b"\xef\xbb\xbf")
    rows = text.decode("utf-8-sig")
    page = admin.get("/units/import")
    broken = rows + "市住建局,陈芳,科长,,,,,,\n"
    refused = admin.send(page, "/units/import", what="people", files={"file": ("人员.csv", broken.encode("gb18030"))})
    assert refused.status_code == 422
    assert "人员.csv:4" in refused.text
    assert "/tmp" not in refused.text
    good = rows.replace("韩立群", "韩立新")
    preview = admin.send(page, "/units/import", what="people", files={"file": ("人员.csv", good.encode("gb18030"))})
    assert "新增1，变更0，移除1，不变1" in preview.text
    assert "市住建局/韩立新（领导）" in preview.text
    assert [each.name for each in engine.contacts()] == ["唐瑞", "韩立群"]
    engine.leave("市住建局/唐瑞", by="市优化办")
    moved = admin.send(preview, "/units/import", do="confirm")
    assert (moved.status_code, "刚被别人改过" in moved.text) == (409, True)
    assert admin.send(moved, "/units/import", do="confirm").status_code == 303
    assert [each.name for each in engine.contacts()] == ["唐瑞", "韩立新"]
    assert engine.directory_history()[-1].by == "系统管理/guanli"


def test_two_officers_at_once_lose_nothing_of_each_other(kept: Kept) -> None:
    engine, first, second = kept.engine, kept.officer, kept.admin
    form = f"{HERE}/person?name={quote('唐瑞')}&level=handler"
    seen, other = first.get(form), second.get(form)
    assert second.send(other, f"{HERE}/person", mobile="13811112201").status_code == 303
    late = first.send(seen, f"{HERE}/person", mobile="13811112202", deputy="韩立群")
    assert (late.status_code, 'value="13811112202"' in late.text, 'value="韩立群"' in late.text) == (409, True, True)
    assert "系统管理/guanli于2026年11月16日（周一）09:00" in late.text
    assert "现在是：13811112201" in late.text
    assert first.send(late, f"{HERE}/person").status_code == 303
    assert {each.name: each.mobile for each in engine.contacts()}["唐瑞"] == "13811112202"
    seen = first.get(form)
    engine.leave("市住建局/唐瑞", by="市优化办")
    gone = first.send(seen, f"{HERE}/person", mobile="13811112203")
    assert (gone.status_code, "市优化办于" in gone.text) == (409, True)


def test_a_list_is_not_written_over_what_others_wrote_meanwhile(kept: Kept) -> None:
    engine, version = kept.engine, kept.engine.directory_version
    people = list(engine.directory.people)
    engine.import_contacts([*people, Contact("市教育局", "何静", Level.HANDLER)], by="市教育局/何静")
    with pytest.raises(DirectoryChanged) as late:
        engine.import_contacts(people[:1], by="市优化办", expect=version)
    assert (late.value.by, late.value.seq) == ("市教育局/何静", version + 1)


def test_a_split_asks_who_takes_over_what(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    one, two = fail(engine, 2)
    become = f"{HERE}/become"
    change = next(form for form in forms(officer.get(HERE)) if form.fields.get("what") == "split").fields
    preview = officer.post(become, data={**change, "others": "市建设局\n市房产局"})
    asked = form_to(preview, become)
    assert (asked.fields["rest"], f"to.{one}" in asked.names) == ("市建设局", True)
    done = officer.send(preview, become, rest="市房产局", do="confirm", **{f"to.{one}": "市建设局"})
    assert "市房产局" in officer.follow(done).text
    units = [engine.instance(number).units["responsible"] for number in (one, two)]
    assert units == [("市建设局",), ("市房产局",)]
    assert {each.unit for each in engine.contacts()} == {"市房产局"}
