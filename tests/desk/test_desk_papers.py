"""Papers on the desk: drafted, edited, looked at, signed, scanned, voided, and found in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office_papers import FILE

from duban.ledger.papers import PaperFiler

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

CLERK, SIGNER, UNIT = "fangxiaoning", "wujia", "tangrui"


@pytest.fixture(scope="module")
def papers(make_office: Callable[..., Office]) -> Office:
    """Give the office with the scenario of papers."""
    return make_office(scenarios=[FILE])


def _opened(office: Office, title: str = "雨后积水") -> str:
    units = {"responsible": ["市住建局", "市教育局"]}
    return office.engine.open("office_papers", by="市优化办", title=title, units=units).number


def test_a_paper_goes_its_way_from_the_draft_to_the_scan(papers: Office) -> None:
    engine, clerk, signer = papers.engine, papers.browsers[CLERK], papers.browsers[SIGNER]
    number = _opened(papers)
    assert "拟文件" in clerk.get(f"/i/{number}").text
    form = clerk.get(f"/i/{number}/paper")
    drafted = clerk.send(form, f"/i/{number}/paper", paper="督办通知单", title="关于排涝的督办通知")
    assert drafted.status_code == 303
    seq = engine.pending(number=number)[0].id.rpartition("#")[2]
    twice = clerk.send(form, f"/i/{number}/paper", paper="督办通知单", title="关于排涝的督办通知")
    assert twice.status_code == 303
    assert len(engine.pending(number=number)) == 1
    edit, decision = f"/i/{number}/decisions/{seq}/edit", f"/i/{number}/decisions/{seq}"
    page = clerk.get(edit)
    stale = signer.get(decision)
    assert clerk.send(page, edit, text="请连夜排涝。", requirements="书面报告").status_code == 303
    late = clerk.send(page, edit, text="明天再说。", key="another")
    assert late.status_code == 409
    assert "已由市优化办/方晓宁修改" in late.text
    refused = signer.send(stale, decision, do="sign")
    assert refused.status_code == 422
    assert "请重新读取" in refused.text
    unit = papers.browsers[UNIT]
    assert unit.get(f"/i/{number}").status_code == 200
    for place in (f"{decision}/preview", edit):
        assert unit.get(place).status_code == 404, "who neither signs nor edits it reads it once it is signed"
    assert "请连夜排涝" not in unit.get(decision).text
    preview = signer.get(f"{decision}/preview")
    assert preview.content.startswith(b"%PDF-")
    assert signer.send(signer.get(decision), decision, do="sign").status_code == 303
    (paper,) = engine.papers(number=number)
    assert "请连夜排涝" in engine.paper_content(number, paper.seq).text
    PaperFiler(engine).run_once()
    own = f"/i/{number}/papers/{paper.seq}"
    assert f"{paper.number} 关于排涝的督办通知.pdf" in signer.get(own).text


def test_the_register_shows_to_each_unit_its_own(papers: Office) -> None:
    engine, signer = papers.engine, papers.browsers[SIGNER]
    number = _opened(papers, "路灯不亮")
    engine.draft(number, "督办通知单", by="市优化办/方晓宁", to=["市教育局"])
    engine.sign(engine.pending(number=number)[0].id, by="市督考办/伍佳")
    paper = engine.papers(number=number)[0].number
    assert paper in signer.get("/papers").text
    assert paper in papers.browsers["hejing"].get("/papers").text
    assert paper not in papers.browsers[UNIT].get("/papers").text
    table = signer.get("/papers/register.xlsx")
    assert table.content.startswith(b"PK")


def test_it_is_voided_with_a_reason_by_who_may(papers: Office) -> None:
    engine, signer, unit = papers.engine, papers.browsers[SIGNER], papers.browsers[UNIT]
    number = _opened(papers, "占道施工")
    engine.draft(number, "督办通知单", by="市优化办/方晓宁")
    engine.sign(engine.pending(number=number)[0].id, by="市督考办/伍佳")
    seq = engine.papers(number=number)[0].seq
    own = f"/i/{number}/papers/{seq}"
    assert f"{own}/void" not in unit.get(own).text
    page = signer.get(own)
    silent = signer.send(page, f"{own}/void", note="")
    assert silent.status_code == 409
    done = signer.send(page, f"{own}/void", note="主送有误")
    assert done.status_code == 303
    assert engine.papers(number=number)[0].void == "主送有误"
    assert "作废" in unit.get(own).text


def test_what_people_cannot_draft_has_no_page(papers: Office) -> None:
    number = _opened(papers, "噪声")
    unit = papers.browsers[UNIT]
    refused = unit.send(unit.get(f"/i/{number}/paper"), f"/i/{number}/paper", paper="督办通知单")
    assert refused.status_code == 409
    assert papers.engine.pending(number=number) == []
    assert unit.get(f"/i/{number}/papers/1").status_code == 404
    assert unit.get(f"/i/{number}/decisions/1/edit").status_code == 404


def test_a_matter_outside_shows_none_of_its_papers(papers: Office) -> None:
    engine, number = papers.engine, _opened(papers, "河道清淤")
    engine.draft(number, "督办通知单", by="市优化办/方晓宁")
    waiting = engine.pending(number=number)[0].id.rpartition("#")[2]
    engine.draft(number, "督办通知单", by="市优化办/方晓宁")
    engine.sign(engine.pending(number=number)[-1].id, by="市督考办/伍佳")
    (paper,) = engine.papers(number=number)
    signed, draft = f"/i/{number}/papers/{paper.seq}", f"/i/{number}/decisions/{waiting}"
    for address in (signed, f"/i/{number}/paper", f"{draft}/edit", f"{draft}/preview"):
        assert papers.browsers[SIGNER].get(address).status_code == 200, address
        assert papers.browsers["guanli"].get(address).status_code == 404, address
    outside = engine.open("office_papers", by="市优化办", title="别处", units={"responsible": "市教育局"}).number
    engine.draft(outside, "督办通知单", by="市优化办/方晓宁")
    seq = engine.pending(number=outside)[0].id.rpartition("#")[2]
    engine.sign(engine.pending(number=outside)[0].id, by="市督考办/伍佳")
    (paper,) = engine.papers(number=outside)
    for place in (f"papers/{paper.seq}", "paper", f"decisions/{seq}/edit", f"decisions/{seq}/preview"):
        assert papers.browsers[UNIT].get(f"/i/{outside}/{place}").status_code == 404, place
    assert paper.number not in papers.browsers[UNIT].get("/papers").text
    assert paper.number in papers.browsers[SIGNER].get("/papers").text
