"""How the ledger is shown and taken along: its density, what was ticked as a file, and names that nobody knows."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import openpyxl
from test_desk_bulk import many, said
from test_desk_ledger import numbers

if TYPE_CHECKING:
    from browser import Browser
    from desk_office import Office

__all__ = ["many"]  # the office of the bulk acts, as a fixture


def is_dense(browser: Browser, address: str) -> bool:
    """Return whether the list at an address has one line a row."""
    return 'class="led dense"' in browser.get(address).text


def test_one_line_a_row_is_looked_at_by_a_link_and_kept_by_a_form(many: tuple[Office, dict[str, Browser]]) -> None:
    clerk, lead = many[1]["tangrui"], many[1]["fang"]
    page = clerk.get("/ledger?order=number")
    assert "以后都这样显示" not in page.text
    once = clerk.get("/ledger?order=number&dense=1")
    assert (is_dense(clerk, "/ledger?order=number&dense=1"), is_dense(clerk, "/ledger")) == (True, False)
    kept = clerk.send(once, "/ledger/density")
    assert kept.headers["location"] == "/ledger?order=number"
    assert is_dense(clerk, kept.headers["location"])
    assert (is_dense(clerk, "/ledger?dense=0"), is_dense(lead, "/ledger")) == (False, False)
    assert "还没有存过视图" in clerk.get("/ledger/views").text  # it is none
    assert clerk.send(clerk.get("/ledger?dense=0"), "/ledger/density").status_code == 303
    assert not is_dense(clerk, "/ledger")
    assert clerk.send(once, "/ledger/density", query="dense=2").status_code == 404


def test_what_was_ticked_is_exported_as_the_whole_list_would_be(many: tuple[Office, dict[str, Browser]]) -> None:
    office, browsers = many
    lead, clerk = browsers["fang"], browsers["tangrui"]
    chosen = "n=WT-2026-0002&n=WT-2026-0004&order=-number&col=number&col=matter"
    rows = list(csv.reader(io.StringIO(lead.get(f"/ledger/export?chosen=csv&{chosen}").text.removeprefix("\ufeff"))))
    assert rows == [["编号", "事项"], ["WT-2026-0004", "市教育局的事"], ["WT-2026-0002", "市住建局的事"]]
    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"/ledger/export?chosen=xlsx&{chosen}").content))
    assert [list(row) for row in book.active.iter_rows(values_only=True)] == rows
    assert "WT-2026-0004" not in clerk.get(f"/ledger/export?chosen=csv&{chosen}").text  # not the clerk's
    nothing = lead.follow(lead.get("/ledger/export?chosen=csv&order=-number"))
    assert "先勾选" in nothing.text
    assert re.findall(r'formaction="(/ledger/export)" name="chosen" value="(\w+)"', nothing.text) == [
        ("/ledger/export", "xlsx"),
        ("/ledger/export", "csv"),
    ]
    assert office.engine.count().total == len(numbers(nothing))


def test_a_name_that_nobody_knows_is_refused_with_the_nearest_and_nothing_is_listed(
    many: tuple[Office, dict[str, Browser]],
) -> None:
    lead = many[1]["fang"]
    for address in ("/ledger?unti=市住建局", "/figures?opend_from=2026-01-01"):
        refused = lead.get(address)
        assert refused.status_code == 422
        assert re.search("没有“(unti|opend_from)”这个条件，是不是“(unit|opened_from)”？", said(refused))
        assert "WT-2026-0001" not in refused.text
    pages = ("print", "export", "columns", "conditions")
    for page in (*(f"/ledger/{each}" for each in pages), "/bulk", "/figures/print", "/figures/matters"):
        found = lead.follow(lead.get(f"{page}?all=1&act=签收&unti=市住建局"))
        assert "“unti”" in said(found), page
    assert "没有“xyz”这个条件 " in said(lead.get("/ledger?xyz=1"))
    assert "“rows”不能是“77”，可以写：25、50、100" in said(lead.get("/ledger?rows=77&order=-number"))
    assert "“by”不能是“moon”" in said(lead.get("/figures?by=moon"))
    assert lead.get("/ledger?text=&show=&order=").status_code == 200
