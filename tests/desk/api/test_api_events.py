"""What has happened, by the API: from where one left off, waited for, or as it happens."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from program import BASE, Program, at, program_of
from test_api_acts import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office


@pytest.fixture(scope="module")
def own(make_office: Callable[..., Office]) -> Office:
    return make_office(api_per_minute=100_000)


@pytest.fixture(scope="module")
def clerk(own: Office) -> Program:
    return program_of(own, "tangrui")


def last(program: Program) -> str:
    """Return the cursor behind everything that has happened."""
    cursor, more = "", True
    while more:
        page = program.get("/events?limit=500" + (f"&since={cursor}" if cursor else "")).json()
        cursor, more = page["next"], page["more"]
    return cursor


def test_events_of_what_one_reaches_come_in_order(own: Office, clerk: Program) -> None:
    engine, before = own.engine, last(clerk)
    number = engine.open("issue", by="市优化办", units=UNITS).number
    other = engine.open("issue", by="市优化办", units={**UNITS, "responsible": "市教育局"}).number
    clerk.post(at(number, "/acts"), {"trigger": "签收"})
    page = clerk.get("/events" + (f"?since={before}" if before else "")).json()
    assert {each["number"] for each in page["events"]} == {number}
    assert [each["seq"] for each in page["events"]] == sorted(each["seq"] for each in page["events"])
    assert page["events"][-1]["trigger"] == "签收"
    assert clerk.get(f"/events?since={page['next']}").json()["events"] == []
    lead = program_of(own, "fangxiaoning").get("/events?limit=500").json()
    assert {number, other} <= {each["number"] for each in lead["events"]}
    for limits in ({"unit": "市教育局"}, {"scenarios": ("issue",)}):
        limited = program_of(own, "fangxiaoning", **limits).get("/events?limit=500").json()["events"]
        assert (number in {each["number"] for each in limited}) is ("scenarios" in limits)


def test_each_event_has_the_cursor_to_go_on_from(own: Office, clerk: Program) -> None:
    own.engine.open("issue", by="市优化办", units=UNITS)
    whole = clerk.get("/events?limit=500").json()["events"]
    behind = clerk.get(f"/events?limit=500&since={whole[0]['cursor']}").json()["events"]
    assert behind == whole[1:]


@pytest.mark.parametrize(("since", "status"), [("99999999", 410), ("x", 400), ("-1", 400), ("1-zzzzzzzz", 400)])
def test_a_place_that_there_is_not(clerk: Program, since: str, status: int) -> None:
    assert clerk.get(f"/events?since={since}").status_code == status


def test_an_answer_waits_for_an_event(own: Office, clerk: Program) -> None:
    number = own.engine.open("issue", by="市优化办", units=UNITS).number
    since = last(clerk)

    async def both() -> Any:  # noqa: ANN401 - httpx's answer
        async def act() -> None:
            await asyncio.to_thread(own.engine.fire, number, "签收", by="市住建局")

        waiting = asyncio.create_task(clerk.client.get(f"{BASE}/events?since={since}&wait=25"))
        await asyncio.sleep(0)
        assert not waiting.done()
        await act()
        return await waiting

    events = asyncio.run(both()).json()["events"]
    assert [each["trigger"] for each in events] == ["签收"]


def test_events_come_as_they_happen(own: Office, clerk: Program) -> None:
    number = own.engine.open("issue", by="市优化办", units=UNITS).number
    since = last(clerk)
    own.engine.fire(number, "签收", by="市住建局")
    told: list[dict[str, Any]] = []

    async def listen() -> None:
        """Listen as a server lets one: what is sent comes at once, and the connection is given up in the end."""
        heard = asyncio.Event()
        headers = [
            (b"host", b"localhost"),
            (b"accept", b"text/event-stream"),
            (b"authorization", f"Bearer {clerk.token}".encode()),
            (b"last-event-id", since.encode()),
        ]
        scope = {"type": "http", "method": "GET", "path": f"{BASE}/events", "query_string": b"", "headers": headers}

        async def receive() -> dict[str, Any]:
            if heard.is_set():
                return {"type": "http.disconnect"}
            await heard.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:  # noqa: ANN401 - of ASGI
            for line in message.get("body", b"").decode().splitlines():
                if line.startswith("data: "):
                    told.append(json.loads(line.removeprefix("data: ")))
                    if len(told) == 1:
                        await asyncio.to_thread(own.engine.remark, number, "已到场", by="市住建局", to="units")
                    else:
                        heard.set()

        await own.desk(scope | {"client": ("10.1.2.3", 1), "http_version": "1.1", "scheme": "http"}, receive, send)

    asyncio.run(asyncio.wait_for(listen(), 30))
    assert [each["kind"] for each in told[:2]] == ["act", "remark"]
