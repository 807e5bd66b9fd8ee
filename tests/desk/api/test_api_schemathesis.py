"""The API of a real server process, asked for whatever its description allows and much that it does not.

For an account of each function, and for a token that only reads: nothing fails, and all answers are as described.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from desk_office import PEOPLE, UNITS

from duban import Directory, Engine, Settings, contacts_csv, units_csv
from duban.desk import Function, Limits, TokenOffice
from duban.desk.keeping import DeskOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

schemathesis = pytest.importorskip("schemathesis")

WHO = {
    "clerk": ("市住建局", Function.CLERK),
    "leader": ("市住建局", Function.LEADER),
    "supervisor": ("市督考办", Function.OFFICER),
    "admin": ("", Function.ADMIN),
}
EXAMPLES = 6
SETTINGS = """
database = "sqlite:///duban.db"
scenarios = ["issue"]
units = "units.csv"
contacts = "contacts.csv"
[evidence]
folder = "files"
free_mb = 0
[desk]
port = 0
second_factor = []
api_per_minute = 1000000
api_acts_per_minute = 1000000
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of the API of an office with some matters, and a token of each kind."""
    folder = tmp_path_factory.mktemp("served")
    _write(folder)
    server = subprocess.Popen(
        [sys.executable, "-m", "duban", "desk"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = "http" + line.rpartition("http")[2].strip()
        yield f"{address}/api/v1", _tokens(folder)
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _write(folder: Path) -> None:
    (folder / "duban.toml").write_text(SETTINGS, "utf-8")
    (folder / "units.csv").write_text(units_csv(Directory(UNITS, ())), "utf-8")
    (folder / "contacts.csv").write_text(contacts_csv(Directory(UNITS, PEOPLE[1:])), "utf-8")
    with Engine(Settings.load(folder / "duban.toml")) as engine:
        office = DeskOffice(engine)
        office.init()
        for name, (unit, function) in WHO.items():
            office.add(name, shown=name, unit=unit, function=function)
        for no in range(3):
            units = {"lead": "市优化办", "responsible": "市住建局" if no else "市教育局"}
            number = engine.open("issue", by="市优化办", title=f"第{no}件", units=units).number
            engine.fire(number, "签收", by=units["responsible"])


def _tokens(folder: Path) -> dict[str, str]:
    with Engine(Settings.load(folder / "duban.toml")) as engine:
        office = TokenOffice(engine)
        found = {name: office.add(name, title="试", days=30, limits=Limits())[1] for name in WHO}
        reading = Limits(("items:read", "events", "stats"))
        return {**found, "reader": office.add("clerk", title="读", days=30, limits=reading)[1]}


@pytest.mark.parametrize("who", [*WHO, "reader"])
def test_whatever_is_asked_nothing_fails_and_answers_are_as_described(
    served: tuple[str, dict[str, str]], who: str
) -> None:
    address, tokens = served
    schema = schemathesis.openapi.from_dict(httpx.get(f"{address}/openapi.json").json())
    schema.config.update(base_url=address)
    headers = {"Authorization": f"Bearer {tokens[who]}"}
    for result in schema.get_all_operations():
        _asked(result.ok(), headers)


def _asked(operation: Any, headers: dict[str, str]) -> None:  # noqa: ANN401 - schemathesis' own
    from hypothesis import HealthCheck, given, settings  # noqa: PLC0415 - beside what it is for

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def ask(case: Any) -> None:  # noqa: ANN401
        if "wait" in (case.query or {}):
            case.query["wait"] = 0
        response = case.call(headers=headers)
        assert response.status_code < 500, (operation.label, response.text)
        operation.validate_response(response)

    ask()
