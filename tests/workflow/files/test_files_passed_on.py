"""Files in what the engine opens: parts have those of their matter, and whoever divides it can bring his own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crowd import together
from filed import DOER, LEAD, OUTSIDER, PROOF, a_pdf, stored

from duban import Engine, Evidence, InvalidData, UnknownFile
from duban.testing import FixedClock

if TYPE_CHECKING:
    from conftest import MakeEngine

pytestmark = pytest.mark.usefixtures("english")

WHOLE = Path(__file__).parent / "whole.yaml"


@pytest.fixture
def engine(make_engine: MakeEngine, folder: Path) -> Engine:
    return make_engine(scenarios=[PROOF, WHOLE], evidence=Evidence(folder=str(folder), free_mb=0))


def test_parts_have_the_files_of_their_matter_and_those_that_are_brought_by_hand(engine: Engine) -> None:
    shared = engine.put_file(a_pdf("shared"), name="shared.pdf", by=LEAD)
    units = {"lead": LEAD, "responsible": [DOER]}
    whole = engine.open("whole", by=LEAD, units=units, data={"evidence": [shared]}).number
    (part,) = engine.find(scenario="proof")
    assert [(each.name, each.by) for each in engine.files(part.number)] == [("shared.pdf", "system")]
    own = engine.put_file(a_pdf("own"), name="own.pdf", by=DOER)
    with pytest.raises(InvalidData, match=r"own\.pdf"):
        engine.divide(whole, [{"units": DOER, "data": {"minutes": own}}], by=f"{DOER}/别人")
    engine.divide(whole, [{"units": DOER, "title": "一", "data": {"minutes": own}}], by=DOER)
    newest = max(each.number for each in engine.find(scenario="proof"))
    assert sorted(each.name for each in engine.files(newest)) == ["own.pdf", "shared.pdf"]
    assert engine.verify(files=1).findings == ()


def test_parts_do_not_get_files_that_their_matter_never_had(make_engine: MakeEngine, engine: Engine) -> None:
    """A hash that was noted before files were kept opens nothing, not by way of a part either."""
    secret = engine.put_file(a_pdf("secret"), name="a.pdf", by=LEAD)
    engine.open("proof", by=LEAD, units={"lead": LEAD, "responsible": [DOER]}, data={"report": secret})
    plain = make_engine(scenarios=[PROOF, WHOLE])
    units = {"lead": OUTSIDER, "responsible": [OUTSIDER]}
    whole = plain.open("whole", by=OUTSIDER, units=units, data={"evidence": [secret]}).number
    engine.divide(whole, [{"units": OUTSIDER}], by=OUTSIDER)
    parts = [each.number for each in engine.find(scenario="proof", unit=OUTSIDER)]
    assert len(parts) == 2
    for number in (whole, *parts):
        assert engine.files(number) == []
        with pytest.raises(UnknownFile):
            engine.open_file(number, secret["sha256"], viewer=OUTSIDER)


def at_work(url: str, folder: str) -> list[str]:
    """Add the same file, name it, open it, and erase it again, a few times; return the matter that keeps it."""
    evidence, clock = Evidence(folder=folder, free_mb=0), FixedClock("2024-04-01T09:00+08:00")
    with Engine(url, scenarios=[PROOF], channels={}, evidence=evidence, clock=clock) as engine:
        for _ in range(5):
            file = engine.put_file(a_pdf("the same"), name="a.pdf", by=LEAD)
            units = {"lead": LEAD, "responsible": [DOER]}
            number = engine.open("proof", by=LEAD, units=units, data={"report": file}, new_units=[LEAD, DOER]).number
            with engine.open_file(number, file["sha256"]) as opened:
                assert opened.content.read().endswith(b"the same")
            engine.tidy_files()
            kept = engine.open("proof", by=LEAD, units=units, data={"minutes": file}).number
            engine.erase(number, "report", by=LEAD, note="删除")
    return [kept]


def test_who_adds_a_file_while_others_take_it_away_has_it(database_url: str, folder: Path) -> None:
    """The bytes are there whenever a field names them, however many processes add, name and erase the same file."""
    done = together(at_work, [(database_url, str(folder))] * 3)
    assert len({number for each in done for number in each}) == 3
    with Engine(database_url, scenarios=[PROOF], channels={}, evidence=Evidence(folder=str(folder))) as engine:
        assert engine.verify(files=1).findings == ()
    assert len(stored(folder)) == 1
