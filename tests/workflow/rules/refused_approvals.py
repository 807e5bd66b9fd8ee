"""Every reason why something that takes approval, or an opinion, is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban import Engine, TransitionRefused
from duban.scenarios import load_scenario, read_scenario
from duban.states import Blocker
from duban.states.history import Decided
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parents[1] / "scenarios" / "approved.yaml"
UNITS = {"office": ["O", "P"], "lead": "L", "doer": "D"}
REASON = {"reason_code": "others"}
HOURLY = ("ask_until: due - 3 working days", "ask_until: due - 4 hours")
TWO_WAYS = (
    'end: {from: check, to: done, by: office, when: "text != none", approve: boss}',
    """end:
    - {from: check, to: done, by: office, when: "text == 'small'", approve: watch}
    - {from: check, to: done, by: office, approve: boss}""",
)


def rules(*changes: tuple[str, str]) -> str:
    """Return the rules without their examples, with some of their text replaced."""
    text = FILE.read_text("utf-8").partition("examples:")[0]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def of_approvals(folder: Path) -> Iterator[Blocker]:
    """Yield what is refused of acts that take approval, of decisions on them, and of opinions."""
    clock = FixedClock("2026-03-02T10:00+08:00")
    with Engine(
        f"sqlite:///{folder}/held.db", scenarios=[load_scenario(FILE)], clock=clock, directory=MadeUpPeople()
    ) as engine:
        number = opened(engine)
        engine.fire(number, "rest", by="O", note="rain")
        engine.void(number, by="O", note="dropped")
        rest, void = (each.id for each in engine.pending())
        yield from refused(engine.fire, number, "rest", by="O", note="rain")
        yield from refused(engine.void, number, by="O", note="dropped")
        yield from refused(engine.correct, number, {"secret": "x"}, by="O", note="a slip")
        yield from refused(engine.decide, rest, approve=True, by="O")
        yield from refused(engine.opine, rest, "rain", by="O")
        yield from refused(engine.opine, void, "rain", by="L")
        engine.opine(rest, "rain", by="L")
        yield from refused(engine.opine, rest, "rain", by="L")
        yield from refused(engine.decide, void, approve=True, by="W", on_behalf="B")
        yield from refused(engine.decide, rest, approve=True, by="W", on_behalf="L")
        for day in (1, 3):
            yield from refused(engine.decide, rest, approve=True, by="W", on_behalf="B", on=date(2026, 3, day))
        engine.assign(number, "boss", [], by="O")
        yield from refused(engine.correct, number, {"text": "x"}, by="O", note="a slip")
        clock.set("2026-03-30T10:00+08:00")
        yield from refused(
            engine.extend, number, "time", "5 working days", by="D", note="x", data=REASON | {"text": "x"}
        )
    yield from of_other_rules(folder)


def of_other_rules(folder: Path) -> Iterator[Blocker]:
    """Yield what is refused by rules that count in hours, and by such as ask others once something else is known."""
    clock = FixedClock("2026-03-02T10:00+08:00")
    changed = read_scenario(rules(HOURLY, TWO_WAYS), "hourly.yaml")
    with Engine(f"sqlite:///{folder}/hourly.db", scenarios=[changed], clock=clock, directory=MadeUpPeople()) as engine:
        number = opened(engine)
        engine.fire(number, "check", by="D")
        engine.fire(number, "end", by="O")
        engine.correct(number, {"text": "small"}, by="O", note="a slip")
        end, correct = (each.id for each in engine.pending())
        engine.decide(correct, approve=True, by="B")
        engine.decide(end, approve=True, by="B")
        last = engine.history(number)[-1].facts
        assert isinstance(last, Decided)
        yield from (Blocker(each.code, each.facts, each.reason) for each in last.blockers)
        clock.set("2026-03-31T22:00+08:00")
        yield from refused(engine.extend, number, "time", "5 working days", by="D", note="x", data=REASON)


def opened(engine: Engine) -> str:
    return engine.open("approved", units=UNITS, data={"deadline": "2026-03-31"}, by="O", title="Roof").number


def refused(verb: Any, *arguments: Any, **options: Any) -> tuple[Blocker, ...]:  # noqa: ANN401 - a verb of the engine
    with pytest.raises(TransitionRefused) as found:
        verb(*arguments, **options)
    return found.value.blockers
