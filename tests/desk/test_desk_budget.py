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

LISTS = ("/", "/sheet", "/done?as=unit")
"""Pages with a row for each matter."""

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
def clerk(make_office: Callable[..., Office]) -> tuple[Office, Browser]:
    office = make_office(people=False)
    browser = Browser(office.desk)
    browser.choose(office.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK), PASSWORD)
    return office, browser


def test_the_lists_of_what_waits_send_no_statement_more_for_forty_matters(clerk: tuple[Office, Browser]) -> None:
    office, browser = clerk
    costs: dict[str, list[int]] = {page: [] for page in LISTS}
    for more in (1, 9, 30):
        office.engine.open_many("issue", [{"title": f"{more}", "units": UNITS} for _ in range(more)], by="市优化办")
        for page, cost in costs.items():
            browser.get(page)
            with counted(office) as sent:
                shown = browser.get(page)
            assert shown.status_code == 200
            cost.append(len(sent))
    for page, cost in costs.items():
        assert len(set(cost)) == 1, (page, cost)
        assert cost[0] <= 8, page


def test_a_matter_is_shown_in_a_few_statements(clerk: tuple[Office, Browser]) -> None:
    office, browser = clerk
    number = office.engine.open("issue", by="市优化办", title="取号机故障", units=UNITS).number
    browser.get(f"/i/{number}")
    with counted(office) as sent:
        browser.get(f"/i/{number}")
    assert len(sent) <= 12, sent
