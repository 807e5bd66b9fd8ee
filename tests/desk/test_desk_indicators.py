"""The page of indicators: how ready each is, what is missing of whom, and the checked evidence as a zip."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from browser import Browser
from test_desk_bulk import said
from test_desk_ledger import link

from duban import Directory, Engine, Settings, Unit
from duban.desk import Desk, Function, Identity, Membership
from duban.evidence import Evidence
from duban.ledger import ListedIndicator, ListedMaterial, indicators_of, open_indicators
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

OFFICE, LEAD, GIVER = "市优化办", "市市监局", "市税务局"
WHO = {
    "fang": (OFFICE, Function.CLERK),
    "wujia": ("市督考办", Function.OFFICER),
    "giver": (GIVER, Function.CLERK),
    "lin": (LEAD, Function.CLERK),
    "tangrui": ("市住建局", Function.CLERK),
}


async def named(request: Request) -> Identity | None:
    """Say who comes, by a header that these tests send."""
    unit, function = WHO[request.headers["x-who"]]
    place = Membership(1, unit, request.headers["x-who"], function)
    return Identity(None, "host", "host", place, (place,))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    directory = Directory([Unit(name) for name in (OFFICE, "市督考办", "市领导", "市住建局", LEAD, GIVER)])
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'd.db'}", folder=tmp_path, evidence=Evidence(folder="files", free_mb=0)
    )
    clock, kinds = FixedClock("2026-09-01T09:00+08:00"), ["evidence-list", "evidence", "material"]
    with Engine(settings, scenarios=kinds, directory=directory, clock=clock, channels={}) as made:
        wanted = [
            ListedIndicator("<b>开办企业</b>", LEAD, (), (ListedMaterial("办件清单", "扫描件", (GIVER,), None),)),
            ListedIndicator("纳税", GIVER, (), tuple(ListedMaterial(f"表{n}", "", (GIVER,), None) for n in range(5))),
        ]
        open_indicators(made, wanted, title="2026年省评", deadline=date(2026, 9, 18), by=OFFICE)
        one = indicators_of(made, "YP-2026-01").indicators[0].materials[0].number
        put = made.put_file(io.BytesIO(b"x"), name="清单.txt", by=GIVER)
        made.fire(one, "交材料", by=GIVER, data={"files": [put]})
        yield made


def test_the_office_sees_what_is_missing_of_whom_and_takes_the_checked_evidence_along(engine: Engine) -> None:
    browser = Browser(Desk(engine, identify=named))

    def get(url: str, who: str = "wujia"):  # noqa: ANN202 - as the browser answers
        return browser.get(url, headers={"x-who": who})

    page = get(link(get("/i/YP-2026-01"), "指标和佐证材料"))
    assert page.status_code == 200
    told = said(page)
    assert "应交6份，已交1份，核对合格0份" in told
    assert "&lt;b&gt;开办企业" in page.text
    assert "表0 市税务局" in told
    assert "还缺另外2份" in told
    none = zipfile.ZipFile(io.BytesIO(get(link(page, "核对合格的材料（压缩包）")).content))
    assert [name for name in none.namelist() if name.endswith(".txt")] == []
    engine.fire("YP-2026-01-01-01", "核对合格", by="市督考办/段知远", data={"checked_by": "段知远"})
    answer = get("/i/YP-2026-01/indicators.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(len(answer.content))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert "01__b_开办企业__b_/01_办件清单.txt" in packed.namelist()
    assert "段知远" in said(get("/i/YP-2026-01/indicators"))


def test_each_sees_as_far_as_their_matters_go(engine: Engine) -> None:
    browser = Browser(Desk(engine, identify=named))
    assert "开办企业" in browser.get("/i/YP-2026-01-01/indicators", headers={"x-who": "lin"}).text
    for page in ("indicators", "indicators.zip"):
        assert browser.get(f"/i/YP-2026-01/{page}", headers={"x-who": "lin"}).status_code == 404
        assert browser.get(f"/i/YP-2026-01-01/{page}", headers={"x-who": "tangrui"}).status_code == 404


def test_a_closed_matter_is_taken_along_as_a_pdf(engine: Engine) -> None:
    browser = Browser(Desk(engine, identify=named))

    def get(url: str, who: str = "wujia"):  # noqa: ANN202 - as the browser answers
        return browser.get(url, headers={"x-who": who})

    material = "YP-2026-01-01-01"
    assert "归档卷宗" not in get(f"/i/{material}").text
    assert get(f"/i/{material}/archive.pdf").status_code == 404
    engine.fire(material, "核对合格", by="市督考办/段知远", data={"checked_by": "段知远"})
    answer = get(link(get(f"/i/{material}"), "归档卷宗（PDF）"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert get(f"/i/{material}/archive.pdf", "tangrui").status_code == 404


def test_the_pdf_of_a_matter_tells_no_links_to_where_its_reader_does_not_come(engine: Engine) -> None:
    browser, material = Browser(Desk(engine, identify=named)), "YP-2026-01-01-01"
    other = engine.open("evidence-list", by=OFFICE, title="不该知道的别的事", data={"deadline": "2026-09-18"}).number
    engine.link(material, other, "相关", by=OFFICE)
    engine.fire(material, "核对合格", by="市督考办/段知远", data={"checked_by": "段知远"})

    def text(who: str) -> str:
        answer = browser.get(f"/i/{material}/archive.pdf", headers={"x-who": who})
        assert answer.status_code == 200
        with pypdfium2.PdfDocument(answer.content) as pdf:
            return "".join(page.get_textpage().get_text_bounded() for page in pdf)

    assert "不该知道的别的事" in text("wujia")
    assert "不该知道的别的事" not in text("giver")
