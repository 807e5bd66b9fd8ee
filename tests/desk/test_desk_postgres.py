"""A plan's month by HTTP alone, from handing it out to its figures: on PostgreSQL, and inside another application."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from browser import PASSWORD, Browser, form_to
from fastapi import FastAPI

from duban.desk import Function, verify_journal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx
    from desk_office import Office
    from starlette.types import ASGIApp

    from duban import Engine

PLAN = """云川市2026年提升方案

云优发〔2026〕18号

1. 推行“一窗办”。全流程网上办理。（牵头单位：市质安站；责任单位：市住建局；完成时限：2026年12月底前）

2. 清理积案。建立台账，动态清零。（牵头单位：市质安站；责任单位：市住建局、市教育局；完成时限：2026年11月20日前）
"""
PDF = {"f.evidence": ("验收单.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
CAST = {
    "fangxiaoning": ("方晓宁", "市优化办", Function.CLERK),
    "tangrui": ("唐瑞", "市住建局", Function.CLERK),
    "jiangan": ("江岸", "市质安站", Function.CLERK),
    "wujia": ("伍佳", "市督考办", Function.OFFICER),
}


class Somebody(Browser):
    """Somebody's browser at a desk that stands below a prefix."""

    def __init__(self, app: ASGIApp, prefix: str, name: str) -> None:
        super().__init__(app)
        self.prefix, self.name = prefix, name

    def enter(self) -> None:
        """Sign in, as one does every day."""
        self.done("/sign-in", "/sign-in", name=self.name, password=PASSWORD)

    def see(self, path: str) -> str:
        """Return what a page shows."""
        shown = self.get(self.prefix + path)
        assert shown.status_code == 200, (path, shown.text)
        return shown.text

    def done(self, page: str, action: str, *, files: object = None, **typed: str) -> httpx.Response:
        """Send the form of a page that goes to `action`, and return the page that it leads to."""
        shown = self.get(self.prefix + page)
        return self.then(shown, action, files=files, **typed)

    def then(self, shown: httpx.Response, action: str, *, files: object = None, **typed: str) -> httpx.Response:
        """Send the form of a page that was shown."""
        form = form_to(shown, self.prefix + quote(action))
        fields = {**form.fields, **{name.replace("__", "."): value for name, value in typed.items()}}
        return self.follow(self.post(form.action, data=fields, files=files))


def test_a_plan_is_handed_out_collected_and_closed_by_http_alone(
    make_office: Callable[..., Office], empty_database_url: str
) -> None:
    below = "/duban" if empty_database_url.startswith("sqlite") else ""
    office = make_office(database=empty_database_url, people=False, scenarios=["issue", "task", "plan", "sheet"])
    host: ASGIApp = office.desk
    if below:
        host = FastAPI()
        host.mount(below, office.desk)
    office.clock.set("2026-09-28T09:00+08:00")
    office.engine.sweep()
    people = []
    for name, (shown, unit, function) in CAST.items():
        token = office.keeping.add(name, shown=shown, unit=unit, function=function)
        people.append(Somebody(host, below, name))
        people[-1].done(f"/welcome/{token}", f"/welcome/{token}", password=PASSWORD, password_again=PASSWORD)
    lead, clerk, _, officer = people

    whole, parts = handed_out(office.engine, lead)
    for number in parts:
        clerk.done("/", f"/i/{number}/do/签收")
    assert office.engine.instance(parts[0]).state == "办理"

    office.clock.set("2026-10-31T18:00+08:00")
    office.engine.sweep()
    office.clock.set("2026-11-02T10:00+08:00")
    collected(office.engine, people, whole, parts)
    returned_and_given_more_time(office, people, parts[0])
    closed(office, people, parts[0])
    overdue(office, people, parts)
    read_everywhere(officer, whole, parts)
    assert office.engine.verify().ok
    kept = verify_journal(office.engine)
    assert kept is not None
    assert kept.ok
    office.engine.close()


def handed_out(engine: Engine, lead: Somebody) -> tuple[str, list[str]]:
    """Paste the plan, and open it; return its number and those of its tasks."""
    read = lead.get(f"{lead.prefix}/open/plan")
    form = form_to(read, f"{lead.prefix}/open/plan")
    seen = lead.post(form.action, data={**form.fields, "text": PLAN})
    whole = str(lead.then(seen, "/open/plan", do="open").url).split("/i/")[1].partition("?")[0]
    return whole, sorted(task.number for task in engine.find(plan=whole))


def collected(engine: Engine, people: Sequence[Somebody], whole: str, parts: Sequence[str]) -> None:
    """Fill in the month's sheet, and collect it."""
    lead, clerk, reviewer, _ = people
    for each in people:
        each.enter()
    own = (item for item in engine.find(scenario="sheet") if item.units["reporter"] == ("市住建局",))
    sheet = next(own).number
    typed = {f"l.{sheet}.{number}.f.done": f"{number}已完成调研" for number in parts}
    clerk.done("/sheet", "/sheet", **typed, do="draft")
    assert f"{parts[0]}已完成调研" in clerk.see("/sheet")
    clerk.done("/sheet", "/sheet", **typed, do=f"hand-in {sheet}")
    reviewer.done("/", f"/i/{sheet}/do/汇总")
    lead.done("/", f"/i/{sheet}/do/收讫")
    assert engine.instance(sheet).state == "收讫"
    assert f"{parts[1]}已完成调研" in lead.see(f"/i/{sheet}")
    assert parts[0] in lead.see(f"/plans/{whole}/matrix")


def returned_and_given_more_time(office: Office, people: Sequence[Somebody], number: str) -> None:
    """Ask for the review, send it back, and grant more time."""
    lead, clerk, reviewer, _ = people
    clerk.done(f"/i/{number}/do/提请初审", f"/i/{number}/do/提请初审", f__measure="窗口已设", files=PDF)
    reviewer.done(f"/i/{number}/do/退回补充", f"/i/{number}/do/退回补充", note="缺照片", f__reason_code="材料不全")
    assert "缺照片" in clerk.see("/")
    more = next(part.split('"')[0] for part in clerk.see(f"/i/{number}").split('href="') if "/extend?" in part)
    asked = clerk.get(more.replace("&amp;", "&"))
    clerk.then(asked, f"/i/{number}/extend", amount="5", note="等设备到货")
    seq = office.engine.pending(number=number)[0].id.rpartition("#")[2]
    assert "等设备到货" in lead.see("/decisions")
    lead.done("/decisions", f"/i/{number}/decisions/{seq}", do="grant")
    assert str(office.engine.instance(number).headline_on) == "2027-01-08"


def closed(office: Office, people: Sequence[Somebody], number: str) -> None:
    """Hand it in again, and close it."""
    lead, clerk, reviewer, _ = people
    clerk.done(f"/i/{number}", f"/i/{number}/do/提请初审", f__measure="窗口已设，附照片", files=PDF)
    reviewer.done("/", f"/i/{number}/do/提请销号")
    lead.done("/", f"/i/{number}/do/同意销号")
    assert office.engine.instance(number).closed_at is not None
    assert number in clerk.see("/done")


def overdue(office: Office, people: Sequence[Somebody], parts: Sequence[str]) -> None:
    """Let the other one become red: urge it, and sign the paper that follows."""
    lead, clerk, _, officer = people
    office.clock.set("2026-12-01T10:00+08:00")
    office.engine.sweep()
    office.engine.index_texts()
    for each in people:
        each.enter()
    assert parts[1] in officer.see("/ledger?light=red")
    assert parts[1] in officer.see("/ledger?text=积案")
    preview = lead.get(f"{lead.prefix}/bulk?n={parts[1]}&act=@urge")
    told = lead.then(preview, "/bulk", note="今天务必报")
    assert parts[1] in told.text
    assert "今天务必报" in clerk.see("/")
    waiting = next(each for each in office.engine.pending(number=parts[1]) if each.kind == "paper")
    at = f"/i/{parts[1]}/decisions/{waiting.id.rpartition('#')[2]}"
    officer.done(at, at, do="sign")
    assert [paper.number for paper in office.engine.papers(number=parts[1])] == ["督办〔2026〕1号"]


def read_everywhere(officer: Somebody, whole: str, parts: Sequence[str]) -> None:
    """Keep a view, and read every list and export."""
    officer.done("/ledger?light=red", "/ledger/views", title="红灯")
    assert "红灯" in officer.see("/ledger/views")
    figures = officer.see("/figures")
    assert "市住建局" in figures
    for path in (
        "/waiting",
        "/done?as=unit",
        "/calls",
        "/kinds/task",
        "/kinds/task/try",
        "/units",
        "/messages",
        "/check",
    ):
        assert "督" in officer.see(path)
    for path in ("why", "messages", "print", "diagram"):
        assert parts[1] in officer.see(f"/i/{parts[1]}/{path}")
    for path in ("/ledger/print", "/ledger/conditions", "/ledger/columns", "/figures/print", f"/ledger?plan={whole}"):
        officer.see(path)
    for path in ("/ledger/export", "/figures/export"):
        assert officer.get(officer.prefix + path).content.startswith(b"PK")
