"""The inspections, a Django project: its own tests, and its pages on a real server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest
from served import Example, reasons
from sqlalchemy import text

from duban import Engine

if TYPE_CHECKING:
    from pathlib import Path

FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def inspections(empty_database_url: str, tmp_path: Path) -> Example:
    made = Example("inspections", tmp_path, DATABASE_URL=empty_database_url)
    made.run("manage.py", "migrate", "--verbosity", "0")
    made.run("manage.py", "people")
    return made


def post(client: httpx.Client, address: str, **data: str) -> httpx.Response:
    """Send the form of the page that is open."""
    found = FORM.search(client.get("/").text)
    assert found is not None
    return client.post(address, data={"csrfmiddlewaretoken": found[1], **data})


def test_a_hazard_is_reported_and_removed(inspections: Example, empty_database_url: str) -> None:
    inspections.run("manage.py", "test", "--noinput")
    served = ("uvicorn", "--timeout-keep-alive", "600", "project.asgi:application")
    with inspections.served(*served) as safety, httpx.Client(base_url=safety.base_url, follow_redirects=True) as shop:
        for client, name in ((safety, "王敏"), (shop, "李强")):
            assert "现在是" in post(client, "/login/?next=/", username=name, password=name).text
        found = {"what": "消防通道堵塞", "place": "三号库房", "shop": "一车间", "key": "k"}
        assert {post(safety, "/hazards", **found).status_code for _ in range(2)} == {200}
        with Engine(empty_database_url, scenarios=[inspections.folder / "hazard.yaml"]) as engine:
            (matter,) = engine.find()
            assert engine.verify().ok
            with engine.database.reading() as connection:
                kept = connection.execute(text("SELECT matter_id, place FROM hazards_hazard")).all()
            assert [tuple(row) for row in kept] == [(matter.number, "三号库房")]
        act = f"/hazards/{matter.number}"
        assert reasons(post(shop, f"{act}/整改完成")) == (409, ["须提供“整改措施”（measures）"])
        assert "复查" in post(shop, f"{act}/整改完成", text="已清理").text
        assert "销号" in post(safety, f"{act}/复查合格").text
    assert inspections.run("manage.py", "duban_work") == "0 steps, 1 messages\n"
