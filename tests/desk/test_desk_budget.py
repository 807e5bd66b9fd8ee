"""What a page costs: as many statements with forty rows as with one, and not many."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from browser import PASSWORD, Browser
from sqlalchemy import event

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desk_office import Office
    from planning import Planning

    from duban import Engine

EVERYBODYS = (
    "/ledger",
    "/ledger?light=red",
    "/ledger?unit=%40unit&show=closed",
    "/ledger?order=acted",
    "/ledger/conditions",
    "/ledger/print",
)
"""Pages with a row for each matter, or with their counts."""
LISTS = {
    Function.CLERK: ("/", "/sheet", "/done?as=unit", "/waiting", *EVERYBODYS),
    Function.LEADER: ("/", "/?as=unit", *EVERYBODYS),
    Function.OFFICER: ("/kinds", "/messages", *EVERYBODYS),
}

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def counted(office: Office | Planning) -> AbstractContextManager[list[str]]:
    """Count the statements that are sent to an office's database within the block."""
    return counted_by(office.engine)


@contextmanager
def counted_by(desk: Engine) -> Iterator[list[str]]:
    """Yield the statements that are sent to the database within the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = desk.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def staff(make_office: Callable[..., Office]) -> tuple[Office, dict[Function, Browser]]:
    office = make_office(people=False)
    browsers = {}
    for function, unit in ((Function.CLERK, "市住建局"), (Function.LEADER, "市住建局"), (Function.OFFICER, "市督考办")):
        browsers[function] = Browser(office.desk)
        token = office.keeping.add(f"a{len(browsers)}", shown="唐瑞", unit=unit, function=function)
        browsers[function].choose(token, PASSWORD)
    return office, browsers


def test_the_lists_send_no_statement_more_for_fifty_matters_than_for_one(
    staff: tuple[Office, dict[Function, Browser]],
) -> None:
    office, browsers = staff
    costs: dict[tuple[Function, str], list[int]] = {}
    for more in (1, 9, 40):
        office.engine.open_many("issue", [{"title": f"{more}", "units": UNITS} for _ in range(more)], by="市优化办")
        for function, pages in LISTS.items():
            for page in pages:
                browsers[function].get(page)
                with counted(office) as sent:
                    shown = browsers[function].get(page)
                assert shown.status_code == 200
                costs.setdefault((function, page), []).append(len(sent))
    for page, cost in costs.items():
        assert len(set(cost)) == 1, (page, cost)
        assert cost[0] <= 8, (page, cost)


def test_a_matter_is_shown_in_a_few_statements(staff: tuple[Office, dict[Function, Browser]]) -> None:
    office, browsers = staff
    browser = browsers[Function.CLERK]
    number = office.engine.open("issue", by="市优化办", title="取号机故障", units=UNITS).number
    browser.get(f"/i/{number}")
    with counted(office) as sent:
        browser.get(f"/i/{number}")
    assert len(sent) <= 12, sent


def test_an_act_sends_a_few_statements_more_than_the_engine_alone(
    staff: tuple[Office, dict[Function, Browser]],
) -> None:
    office, browsers = staff
    engine, browser = office.engine, browsers[Function.CLERK]
    alone, shown = (engine.open("issue", by="市优化办", title="取号机故障", units=UNITS) for _ in range(2))
    with counted(office) as bare:
        engine.fire(alone.number, "签收", by="市住建局/唐瑞", key="once", expect=alone.version)
    page = browser.get(f"/i/{shown.number}")
    with counted(office) as sent:
        done = browser.send(page, f"/i/{shown.number}/do/签收")
    assert done.status_code == 303
    assert engine.instance(shown.number).state == "整改"
    assert len(sent) <= len(bare) + 4, (bare, sent)


def test_a_check_up_loads_no_matters(staff: tuple[Office, dict[Function, Browser]]) -> None:
    office, browsers = staff
    costs = []
    for more in (1, 9, 40):
        office.engine.open_many("issue", [{"title": f"{more}", "units": UNITS} for _ in range(more)], by="市优化办")
        with counted(office) as sent:
            assert browsers[Function.OFFICER].get("/check?anew=1").status_code == 200
        costs.append(len(sent))
        assert not any("duban_instance.memory" in each for each in sent), sent
    assert len(set(costs)) == 1, costs


def test_what_was_counted_only_so_far_says_so_on_every_page(
    staff: tuple[Office, dict[Function, Browser]], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, browsers = staff
    office.engine.open_many("issue", [{"title": f"{no}", "units": UNITS} for no in range(60)], by="市优化办")
    for module in ("ledger.listed", "work.mine"):
        monkeypatch.setattr(f"duban.desk.models.{module}.COUNTED", 55)
    for function, page in (
        (Function.CLERK, "/?as=me"),
        (Function.CLERK, "/ledger?rows=25"),
        (Function.LEADER, "/"),
        (Function.OFFICER, "/ledger"),
    ):
        shown = browsers[function].get(page)
        assert (shown.status_code, "55+" in shown.text) == (200, True), page
        assert "准确数字看统计" in shown.text, page
    with counted(office) as sent:
        browsers[Function.CLERK].get("/ledger")
    assert len(sent) <= 8, sent
