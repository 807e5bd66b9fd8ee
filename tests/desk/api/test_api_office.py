"""Files, people, scenarios and figures by the API."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from program import Program, at, program_of
from test_api_acts import UNITS

from duban.workflow import Query

if TYPE_CHECKING:
    from desk_office import Office

PDF = b"%PDF-1.7\n%the machine works again\n%%EOF\n"
TYPED = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def clerk(office: Office) -> Program:
    return program_of(office, "tangrui")


def test_a_file_comes_by_itself_or_in_a_form_and_is_named_in_an_act(office: Office, clerk: Program) -> None:
    number = office.engine.open("issue", by="市优化办", units=UNITS).number
    office.engine.fire(number, "签收", by="市住建局")
    digest = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    headers = {**TYPED, "content-digest": f"sha-256=:{digest}:"}
    whole = clerk.post("/files?name=验收单.pdf", content=PDF, headers=headers)
    assert (whole.status_code, whole.json()["name"]) == (201, "验收单.pdf"), whole.text
    form = clerk.post("/files", files={"file": ("../../b.pdf", PDF + b"\n", "application/pdf")})
    assert (form.status_code, form.json()["name"]) == (201, "b.pdf"), form.text
    data = {"measure": "已更换", "evidence": [whole.json(), form.json()]}
    done = clerk.post(at(number, "/acts"), {"trigger": "申请销号", "data": data})
    assert done.status_code == 200, done.text
    listed = clerk.get(at(number, "/files")).json()["items"]
    assert {each["sha256"] for each in listed} == {whole.json()["sha256"], form.json()["sha256"]}
    found = clerk.get(at(number, f"/files/{whole.json()['sha256']}"))
    assert (found.content, found.headers["content-type"]) == (PDF, "application/pdf")
    assert found.headers["content-disposition"].startswith("attachment;")
    teacher = program_of(office, "hejing")
    assert teacher.get(at(number, f"/files/{whole.json()['sha256']}")).status_code == 404
    other = office.engine.open("issue", by="市优化办", units=UNITS).number
    assert clerk.get(at(other, f"/files/{whole.json()['sha256']}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "headers", "status"),
    [
        ("a.html", b"<script>", {}, 422),
        ("a.jpg", b"<script>", {}, 422),
        ("a.pdf", PDF, {"content-digest": "sha-256=:AAAA:"}, 400),
        ("a.pdf", PDF, {"content-digest": "md5=:AAAA:"}, 400),
        ("a.pdf", PDF, {"content-length": str(10**12)}, 413),
        ("a.pdf", b"--x\r\nbroken", {"content-type": "multipart/form-data; boundary=x"}, 400),
    ],
)
def test_files_that_are_not_taken(
    clerk: Program, name: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    refused = clerk.post(f"/files?name={name}", content=content, headers={**TYPED, **headers})
    assert refused.status_code == status, refused.text


def test_nobody_brings_a_file_who_may_not(office: Office) -> None:
    for program, status in (
        (Program(office.desk), 401),
        (program_of(office, "shenji"), 403),
        (program_of(office, "tangrui", scopes=("items:read",)), 403),
    ):
        assert program.post("/files?name=a.pdf", content=PDF, headers=TYPED).status_code == status


def test_who_is_who(office: Office, clerk: Program) -> None:
    units = clerk.get("/units").json()["items"]
    assert units == [each.to_json() for each in office.engine.units()]
    hidden = clerk.get("/people?unit=市优化办").json()["items"]
    assert [(each["name"], each["mobile"]) for each in hidden] == [("方晓宁", "071****0142")]
    whole = program_of(office, "wujia").get("/people").json()["items"]
    assert whole == [each.to_json() for each in office.engine.contacts()]


def test_by_which_rules_one_works(office: Office, clerk: Program) -> None:
    (brief,) = clerk.get("/scenarios").json()["items"]
    scenario = clerk.get("/scenarios/issue").json()
    assert brief.items() <= scenario.items()
    assert "签收" in {each["trigger"] for each in scenario["acts"]}
    assert scenario["fields"]["reporter"]["private"]
    assert "secret" not in scenario["open"]["properties"]["data"]["properties"]
    drawn = clerk.get("/scenarios/issue/diagram")
    assert (drawn.headers["content-type"], drawn.content[:4]) == ("image/svg+xml", b"<svg")
    assert clerk.get("/scenarios/nothing").status_code == 404
    assert clerk.get("/calendar").json() == office.engine.calendar("china").to_json()
    assert clerk.get("/calendar?name=nowhere").status_code == 404


def test_counts_and_figures_are_those_of_what_one_reaches(office: Office, clerk: Program) -> None:
    engine = office.engine
    counted = clerk.get("/stats/lights?by=light,state").json()["by"]
    own = Query(open_only=True, scope="own", led_parts=True)
    found = engine.counts(own, by=("light", "state"), viewer="市住建局/唐瑞")
    assert counted == {name: each.to_json() for name, each in found.items()}
    figures = clerk.get("/stats/units?first=2026-11-01&last=2026-11-30&by=unit")
    assert "市教育局" not in {row["key"] for row in figures.json()["rows"]}
    whole = program_of(office, "wujia").get("/stats/units?first=2026-11-01").json()
    assert whole == engine.figures(Query(), period=(date(2026, 11, 1), None), viewer="市督考办/伍佳").to_json()
    assert clerk.get("/stats/units?first=2026-11-30&last=2026-11-01").status_code == 400
    for asked in ("by=colour", "at=1949-01-01", "at=9999-12-31", "first=9999-12-31&at=0001-01-01"):
        assert clerk.get(f"/stats/units?{asked}").status_code == 400, asked
