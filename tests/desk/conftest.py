"""An office with its desk: a real engine that stands still, units with people, and an account of each function."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import PASSWORD, Browser
from desk_office import ACCOUNTS, MONDAY, PEOPLE, UNITS, Office
from planning import planning_office

from duban import Digests, Directory, Engine, Settings
from duban.desk import Desk, DeskOffice
from duban.evidence import Evidence
from duban.testing import FixedClock
from duban.workflow import DeskSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from planning import Planning

    from duban import Contact, Unit


@pytest.fixture(scope="session")
def make_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Office]]:
    """Make offices; each has a database of its own."""
    made: list[Engine] = []

    def make(
        *,
        database: str | None = None,
        people: bool = True,
        act_mb: int = 200,
        contacts: Sequence[Contact] = PEOPLE,
        units: Sequence[Unit] = tuple(UNITS),
        scenarios: Sequence[str] = ("issue",),
        channels: Mapping[str, Callable[[], Any]] | None = None,
        gathered: bool = True,
        **desk: object,
    ) -> Office:
        folder = tmp_path_factory.mktemp("desk")
        clock, kept = FixedClock(MONDAY), Evidence(folder="files", free_mb=0, act_mb=act_mb)
        place = database or f"sqlite:///{folder}/duban.db"
        how = DeskSettings(**{"second_factor": (), **desk})  # what is not about the second step does without it
        settings = Settings(database=place, folder=Path(folder), desk=how, evidence=kept)
        if not gathered:
            settings = settings.model_copy(update={"digests": Digests(media=())})
        who = Directory(units, contacts)
        engine = Engine(settings, scenarios=list(scenarios), directory=who, clock=clock, channels=channels or {})
        made.append(engine)
        keeping = DeskOffice(engine)
        keeping.init()
        application = Desk(engine)
        browsers = {}
        for name, (shown, unit, function) in ACCOUNTS.items() if people else ():
            token = keeping.add(name, shown=shown, unit=unit, function=function)
            browsers[name] = Browser(application)
            assert browsers[name].choose(token, PASSWORD).status_code == 303
        return Office(engine, clock, application, keeping, browsers)

    yield make
    for engine in made:
        engine.close()


@pytest.fixture(scope="session")
def office(make_office: Callable[..., Office]) -> Office:
    """Give all tests that leave accounts as they are one office; they open matters of their own in it."""
    return make_office()


@pytest.fixture(scope="session")
def planning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    """Give all tests of plans one office that has none at first."""
    made = planning_office(tmp_path_factory.mktemp("planning"), at=MONDAY, units=UNITS, people=PEOPLE)
    yield made
    made.engine.close()


@pytest.fixture
def number(office: Office) -> str:
    """Open a problem that the housing bureau has to solve, and return its number."""
    units = {"lead": "市优化办", "responsible": "市住建局"}
    data = {"reporter": "李某"}
    return office.engine.open("issue", by="市优化办", title="取号机故障", units=units, data=data).number
