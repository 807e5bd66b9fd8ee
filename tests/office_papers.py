"""An office in which people draft papers, and papers become files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.evidence import Evidence
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine, Instance

FILE = Path(__file__).parent / "workflow" / "scenarios" / "office_papers.yaml"
OFFICE, UNIT, OTHER = "市优化办", "市住建局", "市教育局"
CLERK, CHIEF, SIGNER = "市优化办/方晓宁", "市优化办/主任", "市督考办/段知远"


def office(make_engine: MakeEngine, folder: Path | None = None, **more: Any) -> Engine:  # noqa: ANN401
    """Make an engine that knows the rules, in which every unit has people; with a folder it keeps files."""
    if folder is not None:
        more["evidence"] = Evidence(folder=str(folder), free_mb=0)
    return make_engine(scenarios=[FILE], directory=MadeUpPeople(), **more)


def opened(engine: Engine, title: str = "雨后积水", **more: Any) -> Instance:  # noqa: ANN401
    """Open a matter of two units."""
    return engine.open("office_papers", title=title, units={"responsible": [UNIT, OTHER]}, by=OFFICE, **more)


def drafted(engine: Engine, number: str, paper: str = "督办通知单", by: str = CLERK, **more: Any) -> str:  # noqa: ANN401
    """Draft a paper, and return the id of the draft."""
    engine.draft(number, paper, by=by, **more)
    return next(each.id for each in reversed(engine.pending(number=number)) if each.paper == paper)


def signed(engine: Engine, number: str, paper: str = "督办通知单", **more: Any) -> int:  # noqa: ANN401
    """Draft and sign a paper, and return the entry that signed it."""
    by = CHIEF if paper in {"交办单", "内部专报"} else SIGNER
    engine.sign(drafted(engine, number, paper, **more), by=by)
    return engine.papers(number=number)[-1].seq
