"""Everything that is said of a forbidden act is said in the language of whoever reads it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tampering import Entries, forge

from duban.scenarios import load_scenario
from duban.states.history import read_history
from duban.storage import instances
from duban.words import speaking
from duban.words.forbidden import SENTENCES
from duban.workflow.instance import record_of
from duban.workflow.replay import Replayer
from duban.workflow.rules import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban import Engine
    from duban.states import Blocker
    from duban.testing import FixedClock


def unanswered(entries: Entries, *, asked: int) -> dict[str, Any]:
    """Return an entry that says that an urge went up long before it could."""
    payload = {"asked": asked, "step": "due", "units": [RESP], "moment": "2024-04-01T00:00:00+00:00"}
    state = entries[-1]["to_state"]
    return {
        **entries[-1],
        "kind": "unanswered",
        "actor": "system",
        "trigger": None,
        "from_state": state,
        "payload": payload,
    }


def urged(entries: Entries) -> list[dict[str, Any]]:
    """Return an urge, and that it went up."""
    step = unanswered(entries, asked=len(entries) + 1)
    return [{**step, "kind": "urge", "actor": LEAD, "payload": {"units": [RESP]}}, step]


LEAD, RESP, OTHER, BOSS = "市优化办", "市住建局", "市教育局", "市督考办"
HAN = re.compile(r"[\u4e00-\u9fff]")

FORGERIES: dict[str, Callable[[Entries], object]] = {
    "trigger": lambda entries: entries[1].update(trigger="结案"),
    "cause": lambda entries: entries[-1]["payload"].update(because={"withdrawn_by": "X"}),
    "data/unknown": lambda entries: entries[1]["payload"].update(data={"secret": 1}),
    "approval/missing": lambda entries: entries.append(
        {**entries[-1], "actor": LEAD, "from_state": "复核", "trigger": "核准", "payload": {}}
    ),
    "approval/otherwise": lambda entries: entries.append(
        {**entries[-1], "actor": LEAD, "from_state": "复核", "trigger": "核准", "payload": {"approved": 2}}
    ),
    "rung/unknown": lambda entries: entries[-2]["payload"].update(rung="nobody"),
    "rung/still": lambda entries: entries[-2]["payload"].update(lap=9),
    "rung/done": lambda entries: entries.insert(-2, dict(entries[-2])),
    "rung/otherwise": lambda entries: entries[-2]["payload"].update(light="blue"),
    "rung/early": lambda entries: entries[-2]["payload"].update(moment="2024-04-02T00:00:00+00:00"),
    "stay": lambda entries: entries[-2].update(
        kind="bound",
        payload={"state": "交办", "at_most": "30 calendar days", "stay": 1, "moment": "2024-04-02T00:00:00+00:00"},
    ),
    "told/state": lambda entries: entries[-1].update(to_state="销号"),
    "told/signed": lambda entries: entries[1]["payload"].update(missing=["lead"], signed=["resp"]),
    "told/share": lambda entries: entries[1]["payload"].update(share={"role": "resp", "unit": OTHER, "owing": 1}),
    "told/units": lambda entries: entries[1]["payload"].update(units={"resp": [OTHER]}),
    "told/urge": lambda entries: entries[-1].update(
        kind="urge", actor=LEAD, trigger=None, to_state=entries[-1]["from_state"], payload={"units": [OTHER]}
    ),
    "step/unknown": lambda entries: entries.append(unanswered(entries, asked=99)),
    "step/early": lambda entries: entries.extend(urged(entries)),
    "step/done": lambda entries: entries.extend([*urged(entries), urged(entries)[1]]),
    "told/clock": lambda entries: entries[0]["payload"]["clocks"]["期限"].update(consumed=7),
    "told/skipped": lambda entries: entries[0]["payload"].update(
        skipped=[{"clock": "期限", "lap": 1, "rung": "due", "why": "new lap"}]
    ),
    "told/request": lambda entries: entries[2]["payload"].update(approvers=["resp"]),
    "told/before": lambda entries: entries.append(
        {
            **entries[-1],
            "kind": "correct",
            "actor": LEAD,
            "from_state": entries[-1]["to_state"],
            "trigger": None,
            "payload": {"data": {"measure": "已办"}, "before": {"measure": "未办"}, "note": "有误"},
        }
    ),
    "told/parts": lambda entries: entries.append(parts(entries, on="复核")),
    "told/part": lambda entries: entries.append(parts(entries, on="整改")),
    "told/part-number": lambda entries: entries.append(parts(entries, on="整改")),
    "told/told": lambda entries: entries[1]["payload"].update(told=[OTHER]),
    "told/rules": lambda entries: entries.extend([moved(entries, TRUE, TRUE), moved(entries, "0" * 64, TRUE)]),
}

PROOF = Path(__file__).parents[1] / "scenarios" / "proof.yaml"
TRUE = load_scenario(PROOF).digest


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


def parts(entries: Entries, *, on: str) -> dict[str, Any]:
    """Return that a part was opened for which nobody has asked, under a number of its own."""
    made = {"number": "HY-2024-0009", "units": [OTHER], "state": "交办", "parties": [OTHER], "place": 7}
    payload, last = {"scenario": "proof", "on": on, "parts": [made]}, entries[-1]
    return {
        **last,
        "kind": "parts",
        "actor": "system",
        "from_state": last["to_state"],
        "trigger": None,
        "payload": payload,
    }


def moved(entries: Entries, left: str, to: str) -> dict[str, Any]:
    """Return a migration from one definition to another."""
    payload = {"from": {"version": 1, "digest": left}, "to": {"version": 1, "digest": to}, "due": {}}
    last = entries[-1]
    return {**last, "kind": "migrate", "from_state": last["to_state"], "trigger": None, "payload": payload}


def played(office: Engine, number: str, clock: FixedClock) -> None:
    office.fire(number, "签收", by=RESP)
    office.extend(number, "期限", "5 working days", by=RESP)
    office.decide(f"{number}#3", approve=True, by=LEAD)
    clock.advance(timedelta(days=30))
    office.sweep()
    assert office.history(number)[-1].trigger == "强制"


def blockers(engine: Engine, number: str, *files: Path) -> list[Blocker]:
    rules = Catalogue(load_scenario(file) for file in files)
    with engine.database.reading() as connection:
        record = record_of(connection, number)
        entries = read_history(instances.read_history(connection, record.id))
        found = Replayer(rules, connection).replay(record, entries, (), whole=len(entries))
    return [blocker for act in found.forbidden for blocker in act.blockers]


OF_PAPERS, OF_AIMS = {"told/paper", "told/reply", "paper/filed", "paper/unfiled"}, {"told/target", "told/holder"}
"""What is said of papers, and of targets and handing on, which have tests of their own."""


def test_every_sentence_is_provoked() -> None:
    assert FORGERIES.keys() | OF_PAPERS | OF_AIMS == SENTENCES.keys()


@pytest.mark.parametrize("reason", FORGERIES)
def test_a_reason_is_said_in_both_languages(
    office: Engine, number: str, clock: FixedClock, proof_file: Path, reason: str
) -> None:
    played(office, number, clock)
    assert office.verify().ok
    forge(office, number, FORGERIES[reason])
    found = {f"{each.code}/{each.reason}".strip("/"): each for each in blockers(office, number, proof_file)}
    assert reason in found
    assert HAN.search(found[reason].message)
    with speaking("en"):
        english = str(found[reason])
    assert not re.search(r"[{}]", english + found[reason].message)
    assert english != found[reason].code
