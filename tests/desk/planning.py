"""An office that hands out plans: its engine has their scenarios, and people come without passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from browser import Browser

from duban import Directory, Engine, Settings
from duban.desk import Desk, Identity, Membership
from duban.evidence import Evidence
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.requests import Request

    from duban import Contact, Unit
    from duban.desk import Function


SCENARIOS = ("issue", "task", "plan")


class Planning(NamedTuple):
    """The office: its engine, its clock, and the desk."""

    engine: Engine
    clock: FixedClock
    desk: Desk
    people: dict[str, Identity]

    def browser(self, unit: str, person: str, function: Function) -> Browser:
        """Return the browser of a person in a unit."""
        key = f"p{len(self.people)}"
        self.people[key] = Identity(None, key, person, Membership(0, unit, person, function))
        made = Browser(self.desk)
        made.client.headers["x-person"] = key
        return made


def planning_office(
    folder: Path, *, at: str, units: Sequence[Unit], people: Sequence[Contact], scenarios: Sequence[str] = SCENARIOS
) -> Planning:
    """Return such an office, with a database of its own."""
    kept = Evidence(folder="files", free_mb=0)
    settings = Settings(database=f"sqlite:///{folder}/duban.db", folder=folder, evidence=kept)
    clock, known = FixedClock(at), dict[str, Identity]()
    engine = Engine(settings, scenarios=list(scenarios), directory=Directory(units, people), clock=clock, channels={})
    engine.prepare()

    async def identify(request: Request) -> Identity | None:
        return known.get(request.headers.get("x-person", ""))

    return Planning(engine, clock, Desk(engine, identify=identify), known)
