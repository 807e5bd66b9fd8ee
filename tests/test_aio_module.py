"""The async door is what its script makes of the engine: nobody keeps a second list of verbs by hand."""

from __future__ import annotations

import pytest
from aio_module import FOLDER, modules, verbs

from duban import Engine
from duban.aio import AsyncEngine


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return modules()


@pytest.mark.parametrize(
    "name", ["opening.py", "acting.py", "changing.py", "further.py", "reading.py", "office.py", "engine.py"]
)
def test_a_module_is_what_the_script_makes(made: dict[str, str], name: str) -> None:
    assert made[name] == (FOLDER / name).read_text("utf-8"), "run `make aio`"


def test_the_script_makes_every_module_but_the_door_and_where_a_verb_runs(made: dict[str, str]) -> None:
    by_hand = {"__init__.py", "guest.py", "following.py", "hearing.py", "listening.py"}
    assert {file.name for file in FOLDER.glob("*.py")} == {*made, *by_hand}


def test_every_verb_of_the_engine_is_found_once_and_awaited() -> None:
    names = [node.name for _, node in verbs()]
    public = {name for name in dir(Engine) if not name.startswith("_")}
    properties = {name for name in public if isinstance(getattr(Engine, name), property)}
    assert sorted(names) == sorted(public - properties - {"now", "on", "off", "follow"})
    assert {*names, "on", "off", "follow"} <= set(dir(AsyncEngine))
