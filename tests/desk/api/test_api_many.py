"""Many at once: each has a result of its own, or all are done or none, or none is and each is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from program import Program, at, program_of
from test_api_acts import UNITS, rows

if TYPE_CHECKING:
    from desk_office import Office


@pytest.fixture
def clerk(office: Office) -> Program:
    return program_of(office, "tangrui")


@pytest.fixture
def batch(office: Office) -> list[dict[str, Any]]:
    """Return acts on four matters: the second is refused, the third is another unit's."""
    open_ = office.engine.open
    mine = [open_("issue", by="市优化办", units=UNITS).number for _ in range(3)]
    other = open_("issue", by="市优化办", units={**UNITS, "responsible": "市教育局"}).number
    office.engine.fire(mine[1], "签收", by="市住建局")
    return [{"number": number, "trigger": "签收"} for number in (mine[0], mine[1], other, mine[2])]


def test_each_has_a_result_of_its_own(office: Office, clerk: Program, batch: list[dict[str, Any]]) -> None:
    done = clerk.post("/acts:bulk", {"items": batch}).json()["items"]
    assert [(each["done"], each["status"]) for each in done] == [(True, 200), (False, 409), (False, 404), (True, 200)]
    assert done[0]["item"]["state"] == "整改"
    assert [each["code"] for each in done[1]["problem"]["blockers"]] == ["state"]
    assert done[2]["problem"]["code"] == "not-found"
    assert office.engine.instance(batch[2]["number"]).state == "交办"


def test_a_trial_does_nothing_and_says_what_would_come_of_it(
    office: Office, clerk: Program, batch: list[dict[str, Any]]
) -> None:
    before = rows(office)
    told = clerk.post("/acts:bulk", {"items": batch, "dry_run": True}, headers={"idempotency-key": "trial"})
    assert [each["status"] for each in told.json()["items"]] == [200, 409, 404, 200]
    assert not any(each["done"] for each in told.json()["items"])
    assert rows(office) == before


def test_all_or_none(office: Office, clerk: Program, batch: list[dict[str, Any]]) -> None:
    before = rows(office)
    refused = clerk.post("/acts:bulk", {"items": batch, "atomic": True})
    assert (refused.status_code, [each["status"] for each in refused.json()["items"]]) == (409, [200, 409, 404, 200])
    assert rows(office) == before
    done = clerk.post("/acts:bulk", {"items": [batch[0], batch[3]], "atomic": True})
    assert [each["done"] for each in done.json()["items"]] == [True, True]
    assert {office.engine.instance(batch[place]["number"]).state for place in (0, 3)} == {"整改"}


def test_a_repeated_batch_gives_the_first_results(office: Office, clerk: Program, batch: list[dict[str, Any]]) -> None:
    key = {"idempotency-key": f"batch-{batch[0]['number']}"}
    first = clerk.post("/acts:bulk", {"items": [batch[0], batch[3]]}, headers=key)
    before = rows(office)
    assert clerk.post("/acts:bulk", {"items": [batch[0], batch[3]]}, headers=key).json() == first.json()
    assert rows(office) == before


def test_a_version_is_held_for_each(clerk: Program, batch: list[dict[str, Any]]) -> None:
    done = clerk.post("/acts:bulk", {"items": [{**batch[0], "expect": 7}, {**batch[3], "expect": 1}]}).json()
    assert [each["status"] for each in done["items"]] == [412, 200]


def test_many_are_opened(office: Office) -> None:
    lead = program_of(office, "fangxiaoning")
    one = {"scenario": "issue", "units": UNITS, "source": "批量", "external_no": "1"}
    items = [one, {**one, "external_no": "2"}, one, {"scenario": "nothing"}]
    done = lead.post("/items:bulk", {"items": items}).json()["items"]
    assert [each["status"] for each in done] == [200, 200, 200, 422]
    assert done[0]["item"]["number"] == done[2]["item"]["number"] != done[1]["item"]["number"]
    none = lead.post("/items:bulk", {"items": [{**one, "external_no": "3"}], "dry_run": True}).json()["items"]
    assert (none[0]["done"], none[0]["status"], none[0]["item"]) == (False, 200, None)
    assert office.engine.opened("批量", "3") is None


@pytest.mark.parametrize("items", [[], [{"number": "a", "trigger": "b", "by": "c"}], [{}], {}, [{"number": "a"}] * 501])
def test_what_is_no_batch(clerk: Program, items: Any) -> None:  # noqa: ANN401 - whatever is sent
    assert clerk.post("/acts:bulk", {"items": items}).status_code == 422


def test_a_batch_of_somebody_who_does_not_act(office: Office, batch: list[dict[str, Any]]) -> None:
    auditor = program_of(office, "shenji")
    assert auditor.get(at(batch[0]["number"])).status_code == 200
    assert auditor.post("/acts:bulk", {"items": batch}).json()["code"] == "function"
