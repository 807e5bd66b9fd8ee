"""What stands at the edge of a rule and breaks none is read, and means what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.scenarios import ScenarioError, read_scenario
from duban.states import Extension, Period, PeriodDay, Recipient, RecipientKind, Repeats, Review, parse_duration

if TYPE_CHECKING:
    from duban.states import Definition

pytestmark = pytest.mark.usefixtures("english")

SMALL = """\
scenario: small
version: 1
number: "X-{year}-{seq}"
calendar: china
roles:
  lead: {title: 牵头单位, required: true}
  office: {title: 督考办}
fields:
  截止: {type: date}
states:
  办理: {initial: true, waits_for: lead}
  销号: {final: true}
transitions:
  办结: {from: 办理, to: 销号, by: lead}
clocks:
  时限: {starts: open, stops: 销号, budget: 5 working days}
ladder:
  时限:
    - {at: due, light: red, notify: lead, message: 催办}
messages:
  催办: {subject: "{{ item.number }}", text: "{{ unit }}"}
"""
FIVE_DAYS = parse_duration("5 working days")
LEAD, OFFICE = (Recipient(RecipientKind.ROLE, name) for name in ("lead", "office"))


def small(*changes: tuple[str, str], more: str = "") -> Definition:
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_scenario(text + more, "small.yaml")


def test_a_clock_that_is_due_by_a_given_date_alone_may_be_extended() -> None:
    given = ("budget: 5 working days", "unless: 截止")
    extension = "extension: [{clock: 时限, by: lead, approve: office, at_most: 5 working days}]\n"

    definition = small(given, more=extension)

    assert definition.extensions == (Extension("时限", ("lead",), ("office",), FIVE_DAYS),)


def test_who_asks_may_decide_where_several_units_fill_the_role() -> None:
    several = ("required: true}", "required: true, many: true}")
    extension = "extension: [{clock: 时限, by: lead, approve: lead, at_most: 5 working days}]\n"

    definition = small(several, more=extension)

    assert definition.extensions == (Extension("时限", ("lead",), ("lead",), FIVE_DAYS),)
    with pytest.raises(ScenarioError, match="nobody decides on a request of his own"):
        small(more=extension)


def test_a_ladder_whose_only_rung_sends_a_copy_reaches_somebody() -> None:
    (rung,) = small(("notify: lead", "copy: office")).ladders["时限"]

    assert (rung.notify, rung.copy, rung.message) == ((), (OFFICE,), "催办")


def test_a_review_keeps_its_copy_and_that_it_is_urgent() -> None:
    review = "review: {every: 1 month, notify: lead, copy: office, message: 催办, urgent: true}"

    definition = small(("budget: 5 working days", review))

    month = parse_duration("1 month")
    assert definition.clocks["时限"].review == Review(month, (LEAD,), "催办", copy=(OFFICE,), urgent=True)


def test_work_that_comes_back_without_a_day_comes_on_the_first_that_is_worked() -> None:
    definition = small(more="repeats: {every: month, open: {units: {lead: 市住建局}}}\n")

    assert definition.repeats == Repeats(Period.MONTH, PeriodDay(1, working=True), units={"lead": ("市住建局",)})


def test_work_that_comes_back_need_not_name_the_units_of_a_required_role_that_has_its_own() -> None:
    default = ("required: true}", "required: true, default: 市住建局}")
    monthly = "repeats: {every: month, open: {title: 月报}}\n"

    assert small(default, more=monthly).repeats == Repeats(Period.MONTH, PeriodDay(1), title="月报")
    with pytest.raises(ScenarioError, match='the role "lead" is required; give it in `units`'):
        small(more=monthly)


def test_a_name_has_up_to_64_characters() -> None:
    longest = "名" * 64

    assert small(("办理", longest)).initial == longest
    with pytest.raises(ScenarioError, match="a name has at most 64 characters"):
        small(("办理", f"{longest}名"))


@pytest.mark.parametrize(
    ("written", "recipient"),
    [
        ("unit: 市住建局", Recipient(RecipientKind.UNIT, "市住建局")),
        ("unit:市住建局", Recipient(RecipientKind.UNIT, "市住建局")),
        ("mailto: a@b.example", Recipient(RecipientKind.MAILTO, "a@b.example")),
    ],
)
def test_a_blank_after_the_colon_is_no_part_of_whom_it_names(written: str, recipient: Recipient) -> None:
    (rung,) = small(("notify: lead", f"notify: '{written}'")).ladders["时限"]

    assert rung.notify == (recipient,)
