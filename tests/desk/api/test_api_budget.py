"""What a request costs: as many statements with forty rows as with one, and not many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import at, program_of
from test_desk_budget import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

UNITS = {"lead": "市优化办", "responsible": "市住建局"}
LISTS = {
    "/items": 6,
    "/items?light=red&open_only=true": 6,
    "/items?unit=@unit&sort=acted": 6,
    "/items?include=allowed": 7,
    "/items?count=true": 9,
    "/decisions": 6,
    "/units": 4,
    "/stats/lights": 6,
}


def test_lists_send_as_many_statements_for_fifty_matters_as_for_one(make_office: Callable[..., Office]) -> None:
    office = make_office(api_per_minute=100_000)
    program = program_of(office, "tangrui")
    costs: dict[str, list[int]] = {}
    for more in (1, 9, 40):
        office.engine.open_many("issue", [{"title": f"{no}", "units": UNITS} for no in range(more)], by="市优化办")
        for path in LISTS:
            program.get(path)
            with counted(office) as sent:
                assert program.get(path).status_code == 200
            costs.setdefault(path, []).append(sum(each != "BEGIN" for each in sent))
    for path, cost in costs.items():
        assert len(set(cost)) == 1, (path, cost)
        assert cost[0] <= LISTS[path], (path, cost)


def test_one_matter_and_an_act_send_a_few(make_office: Callable[..., Office]) -> None:
    office = make_office()
    engine, program = office.engine, program_of(office, "tangrui")
    alone, asked = (engine.open("issue", by="市优化办", units=UNITS).number for _ in range(2))
    program.get(at(asked))
    with counted(office) as sent:
        program.get(at(asked))
    assert len([each for each in sent if each != "BEGIN"]) <= 5, sent
    with counted(office) as bare:
        engine.fire(alone, "签收", by="市住建局/唐瑞", key="once")
    with counted(office) as sent:
        assert program.post(at(asked, "/acts"), {"trigger": "签收"}, headers={"idempotency-key": "k"}).is_success
    assert len(sent) <= len(bare) + 4, (bare, sent)
