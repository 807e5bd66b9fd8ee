"""Acts that take several hands: who may add his own, and who has none in what comes after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import TransitionRefused
from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

SUSPEND = (Path(__file__).parents[1] / "scenarios" / "suspend.yaml").read_text("utf-8").partition("\nexamples:")[0]
SIGNERS = {"lead": "市优化办", "office": "市督考办", "discipline": "市纪委监委"}
OPINION = {"opinion": "同意"}


def made(make_engine: MakeEngine, old: str, new: str) -> Engine:
    assert old in SUSPEND, old
    return make_engine(scenarios=[read_scenario(SUSPEND.replace(old, new), "suspend.yaml")], directory=MadeUpPeople())


def to_be_signed(engine: Engine, **units: object) -> str:
    """Open a matter that three roles have to sign together, and bring it before them."""
    bound = {**SIGNERS, "responsible": "市住建局", **units}
    number = engine.open("suspend", title="占道施工", units=bound, by="市优化办").number
    engine.fire(number, "申请销号", by="市住建局")
    return number


def test_whoever_signed_has_no_hand_in_what_may_not_be_done_by_the_same(make_engine: MakeEngine) -> None:
    undo = "  撤回: {from: 销号, to: 整改, by: [lead, office, discipline, responsible], not_by: 会签通过}\n  重启:"
    engine = made(make_engine, "  重启:", undo)
    number = to_be_signed(engine)
    for unit in SIGNERS.values():
        engine.fire(number, "会签通过", by=unit, data=OPINION)
    assert engine.instance(number).state == "销号"
    for unit in SIGNERS.values():
        with pytest.raises(TransitionRefused) as caught:
            engine.fire(number, "撤回", by=unit)
        assert caught.value.codes == ("four-eyes",)
        assert caught.value.blockers[0].facts["by"] == unit
    assert engine.fire(number, "撤回", by="市住建局").state == "整改"
    assert engine.verify().ok


def test_a_person_who_signed_for_one_unit_has_no_hand_in_it_for_another_either(make_engine: MakeEngine) -> None:
    undo = "  撤回: {from: 销号, to: 整改, by: responsible, not_by: 会签通过}\n  重启:"
    engine = made(make_engine, "  重启:", undo)
    number = to_be_signed(engine)
    for unit, person in zip(SIGNERS.values(), ("王某", "李某", "张某"), strict=True):
        engine.fire(number, "会签通过", by=f"{unit}/{person}", data=OPINION)
    for person in ("王某", "李某", "张某"):
        with pytest.raises(TransitionRefused) as caught:
            engine.fire(number, "撤回", by=f"市住建局/{person}")
        assert caught.value.codes == ("four-eyes",)
    assert engine.fire(number, "撤回", by="市住建局/赵某").state == "整改"


def test_a_unit_of_two_roles_may_sign_for_the_second_though_the_first_is_signed(make_engine: MakeEngine) -> None:
    one = "lead:        {title: 牵头单位, required: true}"
    engine = made(make_engine, one, one.replace("required: true", "required: true, many: true"))
    number = to_be_signed(engine, lead=["市优化办", "市督考办"])
    engine.fire(number, "会签通过", by="市优化办", data=OPINION)
    engine.fire(number, "会签通过", by="市督考办", data=OPINION)
    assert engine.history(number)[-1].payload["missing"] == ["discipline"]
    with pytest.raises(TransitionRefused) as caught:
        engine.fire(number, "会签通过", by="市督考办", data=OPINION)
    assert caught.value.codes == ("role",)
    assert engine.fire(number, "会签通过", by="市纪委监委", data=OPINION).state == "销号"
    assert engine.verify().ok
