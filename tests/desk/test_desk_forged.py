"""Forms that say more than they show, files that are something else, and what a thief of the database would find."""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser, form_to, forms
from test_rights import address

from duban.desk.store import metadata
from duban.desk.store import sessions as session_table

if TYPE_CHECKING:
    from desk_office import Office

FORGED = {
    "by": "市督考办/伍佳",
    "actor": "市督考办",
    "viewer": "市督考办/伍佳",
    "version": "0",
    "state": "销号",
    "function": "admin",
    "account": "1",
    "membership": "1",
    "person": "伍佳",
}
"""What no form asks for of these who send them."""

UNASKED = {"f.reporter": "假的", "f.satisfaction": "满意"}
"""Fields of the matter that no form asks a clerk of the responsible unit for."""

WRITTEN = {"text", "note", "f.note"}


def zip_of(name: str, *, declared: int) -> bytes:
    """Return a small archive whose directory says that it unpacks to so many bytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, b"x")
    content = bytearray(file.getvalue())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", declared)
    return bytes(content)


BAD_FILES = {
    "page.html": b"<html><script>alert(1)</script>",
    "picture.svg": b"<svg onload='alert(1)'/>",
    "picture.jpg": b"<html><script>alert(1)</script>",
    "both.pdf": b"/*<script>alert(1)</script>*/\n%PDF-1.7\n%%EOF\n",
    "bomb.zip": zip_of("a", declared=0xFFFF_FFFE),
    "bomb.docx": zip_of("word/document.xml", declared=0xFFFF_FFFE),
    "report\u202efdp.exe": b"MZ",
    "report.pdf\u200b.exe": b"%PDF-1.7\n%%EOF\n",
    "macro.docm": zip_of("word/document.xml", declared=1),
    "report.pdf/..": b"%PDF-1.7\n%%EOF\n",
}


def test_a_file_that_is_something_else_is_refused_and_leaves_nothing(office: Office, number: str) -> None:
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请销号"
    page, folder = clerk.get(action), office.engine.settings.folder / "files"
    before = sorted(folder.rglob("*"))
    for name, content in BAD_FILES.items():
        refused = clerk.send(page, action, f__measure="已换", files={"f.evidence": (name, content)})
        assert (refused.status_code, name) == (422, name)
        assert form_to(refused, action).fields["f.measure"] == "已换"
    assert [path for path in sorted(folder.rglob("*")) if path.is_file()] == [path for path in before if path.is_file()]
    assert office.engine.instance(number).state == "整改"
    odd = {"f.evidence": ("../../etc/\u202efdp.报告\x00.pdf", b"%PDF-1.7\n%%EOF\n")}
    assert clerk.send(page, action, f__measure="已换", files=odd).status_code == 303
    (name,) = [file.name for file in office.engine.files(number)]
    assert name.isprintable()
    assert not set(name) & set("/\\\u202e\0")


def sent_by(office: Office, name: str, number: str, more: dict[str, str]) -> int:
    """Send every form of every page that somebody comes to, with more than it asks for; return how many there were."""
    browser, sent = office.browsers[name], 0
    for page in office.desk.pages:
        shown = browser.get(address(page, number)) if page.shown is not None and page.name != "link" else None
        for form in [] if shown is None or shown.status_code != 200 else forms(shown):
            found = office.desk.tools.page_at(form.action)
            if form.method != "post" or found is None or found[0].name in {"sign-out", "password", "second"}:
                continue
            typed = {name: value or ("写了" if name in WRITTEN else "") for name, value in form.fields.items()}
            assert browser.post(form.action, data={**more, **typed}).status_code < 500, form.action
            sent += 1
    return sent


def test_no_form_can_be_told_who_acts_or_what_it_does_not_ask_for(office: Office, number: str) -> None:
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    before = {each.name: each.places for each in office.keeping.list()}
    for name, by, more in (("tangrui", "市住建局/唐瑞", UNASKED), ("fangxiaoning", "市优化办/方晓宁", {})):
        known = len(office.engine.history(number))
        assert sent_by(office, name, number, FORGED | more) > 8
        assert {entry.actor for entry in office.engine.history(number)[known:]} == {by}
        assert office.browsers[name].get("/admin/accounts").status_code == 404
    matter = office.engine.instance(number)
    assert (matter.data["reporter"], "satisfaction" in matter.data) == ("李某", False)
    assert {each.name: each.places for each in office.keeping.list()} == before


def test_the_database_holds_nothing_that_opens_a_door(office: Office) -> None:
    token = office.keeping.password_link("hejing")
    browser = Browser(office.desk)
    browser.sign_in("tangrui", PASSWORD)
    live = [token, PASSWORD, *browser.client.cookies.values()]
    assert len(live) > 3
    with office.engine.database.reading() as connection:
        rows = {table.name: repr(connection.execute(table.select()).all()) for table in metadata.sorted_tables}
    assert rows[session_table.name] != "[]"
    assert [(name, each[:6]) for name, text in rows.items() for each in live if each in text] == []


def test_the_password_once_more_sends_on_to_our_own_pages_alone(office: Office) -> None:
    admin = Browser(office.desk)
    admin.sign_in("guanli", PASSWORD)
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "/nowhere"):
        csrf = hmac.new(admin.client.cookies["duban"].encode(), b"prove", hashlib.sha256).hexdigest()
        answer = admin.post("/sign-in/again", data={"csrf": csrf, "password": PASSWORD, "next": wanted})
        assert (wanted, answer.headers["location"]) == (wanted, "/")
