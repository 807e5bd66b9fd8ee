"""Newer rules name a role, a field or a trigger anew: what an item holds by the old name goes over to the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from newer_rules import codes, fired, migrated

from duban import TransitionRefused, UnknownName

if TYPE_CHECKING:
    from conftest import OpenMatter, Rows
    from newer_rules import Versions

    from duban import Engine
    from duban.testing import FixedClock

ROLE = ("responsible", "executor")
FIELD = ("measure", "steps")
TRIGGER = ("申请销号", "请求销号")
ROLES, FIELDS, TRIGGERS = ({old: new} for old, new in (ROLE, FIELD, TRIGGER))
ONE_UNIT = {"units": {"lead": "市住建局", "responsible": "市住建局"}, "by": "市住建局"}
JOINT = ("by: lead, not_by: 申请销号}", "by: {all: [lead, responsible]}}")
RELEASED = ("then: 强制复核}", "notify: lead, message: 督办单, confirm: lead}")


def applied(engine: Engine, open_matter: OpenMatter, **opening: object) -> str:
    """Open an item and apply for its closing, and return its number."""
    number = open_matter(engine, **opening).number
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    return number


def check_proven(engine: Engine) -> None:
    """Fail unless the history proves what is registered, and every act could be judged again by its rules."""
    found = engine.verify()
    assert (found.findings, dict(found.unjudged)) == ((), {})


def test_the_units_of_a_role_go_over_to_its_new_name(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    later = versions(ROLE)
    assert codes(migrated(later)) == ["unassigned"]
    (one,) = migrated(later, roles=ROLES).moved
    assert one.units == ()
    assert later.instance(number).units["executor"] == ("市住建局",)
    assert "responsible" not in later.instance(number).units
    assert [each.number for each in later.find(unit="市住建局", role="executor")] == [number]
    assert later.find(unit="市住建局", role="responsible") == []
    assert later.fire(number, "签收", by="市住建局").state == "整改"
    assert later.history(number)[1].payload["roles"] == ROLES
    check_proven(later)


def test_a_signature_and_a_request_go_over_to_the_new_name_of_their_role(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    second = versions(JOINT, RELEASED)
    assert migrated(second).ok
    second.fire(number, "签收", by="市住建局")
    second.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    second.fire(number, "通过", by="市优化办")
    clock.set("2024-04-15T09:00+08:00")
    second.sweep()
    (asked,) = second.pending()
    later = versions(JOINT, RELEASED, ("lead", "chief"), version=3)
    assert migrated(later, roles={"lead": "chief"}).ok
    check_proven(later)
    later.decide(asked.id, approve=True, by="市优化办")
    assert later.pending() == []
    assert later.fire(number, "通过", by="市住建局").state == "销号"
    check_proven(later)


def test_the_value_of_a_field_goes_over_and_was_given_in_this_round(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = applied(engine, open_matter)
    engine.fire(number, "退回整改", by="市优化办", note="不全")
    later = versions(FIELD)
    assert migrated(later, fields=FIELDS).ok
    assert later.instance(number).data == {"steps": "增开窗口"}
    check_proven(later)
    assert later.fire(number, "申请销号", by="市住建局").state == "复核"
    check_proven(later)


def test_a_field_whose_value_does_not_fit_its_new_type_is_refused_with_the_value(
    engine: Engine, versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    applied(engine, open_matter)
    later = versions(("measure:  {title: 整改措施, type: text}", "measure: {title: 整改天数, type: number}"), FIELD)
    before = rows()
    (blocked,) = migrated(later, fields=FIELDS).blocked
    (blocker,) = blocked.blockers
    assert (blocker.code, blocker.facts["field"], blocker.facts["value"]) == ("data", "steps", "增开窗口")
    assert "增开窗口" in blocker.message
    assert rows() == before


def test_who_pulled_a_trigger_is_known_by_its_new_name(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = applied(engine, open_matter, **ONE_UNIT)
    later = versions(TRIGGER)
    assert codes(migrated(later)) == ["four-eyes"]
    assert migrated(later, triggers=TRIGGERS).ok
    with pytest.raises(TransitionRefused) as refused:
        later.fire(number, "通过", by="市住建局")
    assert [blocker.code for blocker in refused.value.blockers] == ["four-eyes"]
    check_proven(later)


def test_how_often_a_trigger_was_pulled_is_known_by_its_new_name(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = applied(engine, open_matter)
    engine.fire(number, "退回整改", by="市优化办", note="不全")
    renamed = ("退回整改:", "退回补充:"), ("requires: [note]}", "requires: [note], times: 1}")
    later = versions(*renamed)
    assert migrated(later, triggers={"退回整改": "退回补充"}).ok
    later.fire(number, "申请销号", by="市住建局")
    with pytest.raises(TransitionRefused) as refused:
        later.fire(number, "退回补充", by="市优化办", note="仍不全")
    assert [blocker.code for blocker in refused.value.blockers] == ["times"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            {"roles": {"responsible": "executer"}},
            "role 'executer': version 2 has none of that name; did you",
        ),
        ({"roles": {"responsable": "executor"}}, "role 'responsable': no open instance's definition has it; "),
        ({"roles": {"lead": "executor"}}, "role 'lead': version 2 has it too"),
        ({"fields": {"measure": "deadline"}}, "field 'measure': it would become 'deadline', and so would 'deadline'"),
        ({"triggers": {"申请销号": "通过"}}, "trigger '申请销号': it would become '通过', and so would '通过'"),
        (
            {"triggers": {"申请消号": "请求销号"}},
            "'申请消号': no open instance's definition has it; did you",
        ),
    ],
)
def test_a_name_that_is_not_there_or_would_be_two_is_refused_before_anything_is_done(
    engine: Engine,
    versions: Versions,
    open_matter: OpenMatter,
    rows: Rows,
    *,
    names: dict[str, dict[str, str]],
    said: str,
) -> None:
    open_matter(engine)
    later = versions(ROLE, FIELD, TRIGGER)
    before = rows()
    with pytest.raises(UnknownName) as refused:
        migrated(later, **names)
    assert said in str(refused.value)
    assert rows() == before


def test_a_step_that_shorter_rules_left_out_comes_back_when_the_time_does(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number  # due on the 9th
    clock.set("2024-04-02T09:00+08:00")
    shorter = versions(("budget: 5 working days", "budget: 2 working days"))
    left_out = (("办理时限", "due - 2 working days"), ("办理时限", "due - 1 working day"))
    assert migrated(shorter).moved[0].skipped == left_out
    longer = versions(version=3)
    preview = migrated(longer, dry_run=True).moved[0]
    assert (preview.returned, preview.lost) == (left_out, ())
    assert migrated(longer).moved == (preview,)
    check_proven(longer)
    clock.set("2024-04-07T09:00+08:00")
    assert longer.sweep().fired == 1
    clock.set("2024-04-08T09:00+08:00")
    assert longer.sweep().fired == 1
    assert fired(longer, number) == ["due - 2 working days", "due - 1 working day"]
    check_proven(longer)
