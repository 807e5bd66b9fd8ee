"""The repairs desk, a Flask application with a workflow of its own, and the plain script beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from served import Example, key_of, reasons
from sqlalchemy import text

from duban import Engine

if TYPE_CHECKING:
    from pathlib import Path

HEAT = {"what": "空调不制冷", "room": "三楼301"}


@pytest.fixture
def repairs(empty_database_url: str, tmp_path: Path) -> Example:
    return Example("repairs", tmp_path, DUBAN_DATABASE=empty_database_url)


def kept(address: str) -> tuple[list[str], list[str]]:
    """Return the numbers of the application's rows and of duban's instances, after a look at its histories."""
    with Engine(address) as engine:
        assert engine.verify().ok
        with engine.database.reading() as connection:
            rows = connection.execute(text("SELECT number FROM repair ORDER BY number")).scalars().all()
            ours = connection.execute(text("SELECT number FROM duban_instance ORDER BY number")).scalars().all()
    return list(rows), list(ours)


def test_a_repair_is_taken_done_and_checked(repairs: Example, empty_database_url: str) -> None:
    with repairs.served("flask", "--app", "app", "run") as client:
        form = {**HEAT, "key": key_of(client.get("/"))}
        assert {client.post("/repairs", data=form).status_code for _ in range(3)} == {200}
        ((number,), ours) = kept(empty_database_url)
        assert ours == [number]
        act = f"/repairs/{number}"
        team = client.get("/", params={"unit": "维修班"}).text
        assert [f"{act}/{trigger}" in team for trigger in ("修好", "返工", "验收合格")] == [True, False, False]
        missing = client.post(f"{act}/修好", data={"by": "维修班"})
        assert reasons(missing) == (409, ["须提供“处理结果”（result）"])
        team = client.post(f"{act}/修好", data={"by": "维修班", "text": "加氟"}).text
        assert (f"{act}/修好" in team, "空调不制冷（加氟）" in team) == (False, True)
        closed = client.post(f"{act}/验收合格", data={"by": "服务台"}).text
        assert "办结" in closed
        repairs.run("-m", "duban", "daemon", "--once")
    assert repairs.told() == {(number, "fitter@example.org")}
    repairs.run("-m", "duban", "scenario", "test", "repair.yaml")


def test_what_is_refused_is_said_in_sentences(repairs: Example) -> None:
    with repairs.served("flask", "--app", "app", "run") as client:
        client.post("/repairs", data={**HEAT, "key": "k"})
        changed = client.post("/repairs", data={**HEAT, "what": "空调", "key": "k"})
        assert reasons(changed) == (409, ["这份报修单已经提交过，内容有改动的请重新填写一份。"])
        unknown = (404, ["没有这件报修，或没有这项操作。"])
        assert reasons(client.post("/repairs/BX-1/修好", data={"by": "维修班"})) == unknown
        incomplete = (422, ["填写不完整，或含有无法保存的内容，请检查后再提交。"])
        assert reasons(client.post("/repairs", data={"what": "灯"})) == incomplete


def test_the_script_takes_the_whole_round_or_nothing_and_nothing_twice(
    repairs: Example, empty_database_url: str
) -> None:
    rounds = repairs.folder / "rounds.csv"
    whole = rounds.read_text("utf-8")
    rounds.write_text(whole + "2026-11-20-3,四楼,\x00\n", "utf-8")
    with pytest.raises(AssertionError, match="InvalidData"):
        repairs.run("rounds.py", "rounds.csv")
    assert kept(empty_database_url) == ([], [])
    rounds.write_text(whole, "utf-8")
    first, again = (repairs.run("rounds.py", "rounds.csv").splitlines() for _ in range(2))
    assert first[:2] == again[:2], "the last line says what was delivered, which depends on the hour"
    rows, ours = kept(empty_database_url)
    assert (len(rows), rows) == (2, ours)
