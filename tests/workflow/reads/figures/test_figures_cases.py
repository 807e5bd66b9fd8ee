"""Each awkward case by itself, its numbers reckoned by hand: what counts, in what, and what is left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from made import BUILD, OFFICE, SCHOOL, WATER, counts

if TYPE_CHECKING:
    from made import Office

    from duban import Figures


def why_out(found: Figures, name: str) -> dict[str, str]:
    """Return by number why each matter was left out of a figure."""
    listed = found.total[name].listed
    assert listed is not None
    return {each.number: str(each.why) for each in listed.out}


def test_done_in_time_is_of_what_fell_due_with_what_is_open_past_its_limit(office: Office) -> None:
    in_time, late, never, early = (office.opened("03-02", due=due) for due in ("03-10", "03-10", "03-12", "04-10"))
    office.closed(in_time, "03-10")  # on the last day
    office.closed(late, "03-11")
    office.closed(early, "03-13")  # due in April: April's
    found = office.figures(at="03-31", listed=["done_in_time", "overdue"])
    # due in March: three; in time one, late two of which one is open
    assert counts(found.total["done_in_time"]) == (1, 3, 0)
    assert found.total["done_in_time"].percent == "33.33"
    assert counts(found.total["done_of_due"]) == (2, 3, 0)
    assert counts(found.total["overdue"]) == (2, 3, 0)
    assert counts(found.total["overdue_open"]) == (1, 3, 0)
    assert found.total["received"].numerator == 4
    assert counts(found.total["done_of_received"]) == (3, 4, 0)
    listed = found.total["done_in_time"].listed
    assert listed is not None
    assert [each.number for each in listed.counted] == [in_time]
    assert [each.number for each in listed.others] == [late, never]
    assert counts(office.figures("2026-04", at="03-31").total["done_in_time"]) == (1, 1, 0)


def test_what_is_not_due_yet_is_left_out_and_shown_apart(office: Office) -> None:
    office.opened("03-02", due="03-10")
    waiting = office.opened("03-02", due="03-27")
    office.on("03-20")
    found = office.figures(listed="done_in_time")
    assert counts(found.total["done_in_time"]) == (0, 1, 1)
    assert why_out(found, "done_in_time") == {waiting: "not_due"}
    assert (found.total["open"].numerator, found.total["not_due_yet"].numerator) == (2, 1)
    office.on("03-31")
    assert counts(office.figures(at="03-27").total["done_in_time"]) == (0, 2, 0)  # the due day is over
    assert counts(office.figures(at="03-26").total["done_in_time"]) == (0, 1, 1)


def test_what_is_suspended_is_out_and_comes_back_with_the_moved_date(office: Office) -> None:
    number = office.opened("03-02", due="03-10")
    office.signed(number, "03-03")
    office.engine.fire(number, "暂缓办理", by=OFFICE, note="等上级")
    office.engine.decide(office.engine.pending(number=number)[0].id, approve=True, by="市领导")
    office.on("03-18")
    found = office.figures(listed="done_in_time")
    assert counts(found.total["done_in_time"]) == (0, 0, 1)
    assert why_out(found, "done_in_time") == {number: "paused"}
    # eleven counted days stood still (3 to 17 March), which move 10 March to 25 March
    office.engine.fire(number, "恢复办理", by=OFFICE, note="可以办了")
    assert str(office.engine.instance(number).due_on) == "2026-03-25"
    office.closed(number, "03-24", signed=False)
    found = office.figures()
    assert counts(found.total["done_in_time"]) == (1, 1, 0)
    # 3 to 24 March are 16 working days and 22 days; suspended from 3 to 17 March: 11 and 15
    assert (found.total["working_days"].mean, found.total["calendar_days"].mean) == ("5.00", "7.00")
    assert counts(office.figures(at="03-17").total["done_in_time"]) == (0, 0, 1)


def test_what_was_given_more_time_is_judged_by_it_and_by_the_first_limit_apart(office: Office) -> None:
    number = office.opened("03-02", due="03-12")
    refused = office.opened("03-02", due="03-13")
    for each, approve in ((number, True), (refused, False)):
        office.signed(each, "03-03")
        office.engine.extend(each, "整改时限", "3 working days", by=BUILD, note="等厂家到货")
        office.engine.decide(office.engine.pending(number=each)[0].id, approve=approve, by=OFFICE, note="可以")
    office.closed(number, "03-17", signed=False)  # the new limit, three working days after the first
    office.closed(refused, "03-13", signed=False)
    found = office.figures(at="03-31").total
    assert counts(found["done_in_time"]) == (2, 2, 0)
    assert counts(found["in_first_limit"]) == (1, 2, 0)
    assert (counts(found["extended"]), found["extended"].times) == ((1, 2, 0), 1)


def test_each_of_several_units_has_a_share_and_the_matter_counts_once(office: Office) -> None:
    number = office.opened("03-02", BUILD, SCHOOL, due="03-10")
    alone = office.opened("03-02", due="03-11")
    office.closed(number, "03-09", BUILD, SCHOOL)
    found = office.figures(at="03-31")
    assert {row.key: counts(row["done_in_time"]) for row in found.rows} == {BUILD: (1, 2, 0), SCHOOL: (1, 1, 0)}
    assert counts(found.total["done_in_time"]) == (1, 2, 0)
    assert counts(found.sum["done_in_time"]) == (2, 3, 0)  # not the total, and both are there
    lead = office.figures(at="03-31", by="lead", listed="done_in_time").rows
    assert [(row.key, counts(row["done_in_time"])) for row in lead] == [(OFFICE, (1, 2, 0))]
    listed = found.total["done_in_time"].listed
    assert listed is None
    assert alone != number


def test_a_unit_that_was_excused_has_no_share(office: Office) -> None:
    number = office.opened("03-02", BUILD, SCHOOL, due="03-10")
    office.signed(number, "03-02", BUILD, SCHOOL)
    office.engine.excuse(number, "申请销号", unit=SCHOOL, by=OFFICE, note="与其无关")
    found = office.figures(at="03-02", listed="done_in_time")
    assert counts(found.row(SCHOOL)["signed_in_time"]) == (1, 1, 0)  # it has signed, in time
    office.on("03-31")
    found = office.figures(listed="done_in_time")
    row = found.row(SCHOOL)
    assert counts(row["done_in_time"]) == (0, 0, 1)
    assert [each.why for each in row["done_in_time"].listed.out] == ["excused"]
    assert counts(found.row(BUILD)["done_in_time"]) == (0, 1, 0)


def test_what_a_unit_had_taken_back_is_the_next_ones(office: Office) -> None:
    number = office.opened("03-02", WATER, due="03-10")
    office.on("03-03")
    office.engine.fire(number, "申请退单", by=WATER, note="不属本单位", data={"return_to": BUILD})
    asked = office.figures().total["returns_granted"]
    assert counts(asked) == (0, 0, 1)  # nobody has decided yet
    office.on("03-04")
    office.engine.fire(number, "同意退单", by=OFFICE, note="属实", units={"responsible": [BUILD]})
    kept = office.opened("03-04", SCHOOL, due="03-12")
    office.engine.fire(kept, "申请退单", by=SCHOOL, note="不属本单位", data={"return_to": BUILD})
    office.engine.fire(kept, "维持交办", by=OFFICE, note="属本单位")
    office.on("03-31")
    found = office.figures(listed=["done_in_time", "returned"])
    assert counts(found.total["returns_granted"]) == (1, 2, 0)
    assert counts(found.total["returned"]) == (1, 2, 0)
    assert counts(found.row(WATER)["done_in_time"]) == (0, 0, 1)
    assert [each.why for each in found.row(WATER)["done_in_time"].listed.out] == ["transferred"]
    assert counts(found.row(WATER)["returns_granted"]) == (1, 1, 0)
    assert counts(found.row(BUILD)["done_in_time"]) == (0, 1, 0)
    assert found.total["sent_back"].numerator == 0  # that a request was answered sends nothing back


def test_signing_is_each_units_and_what_was_never_signed_for_is_late(office: Office) -> None:
    number = office.opened("03-02", BUILD, SCHOOL)  # to be signed for by 3 March
    office.signed(number, "03-03", BUILD)
    assert counts(office.figures().total["signed_in_time"]) == (1, 1, 1)  # the other may still
    office.signed(number, "03-04", SCHOOL)
    office.opened("03-09", WATER)
    office.on("03-31")
    found = office.figures()
    assert {row.key: counts(row["signed_in_time"]) for row in found.rows} == {
        BUILD: (1, 1, 0),
        SCHOOL: (0, 1, 0),
        WATER: (0, 1, 0),
    }
    assert counts(found.total["signed_in_time"]) == (1, 3, 0)


def test_what_was_closed_in_another_period_belongs_to_that_of_its_due_day(office: Office) -> None:
    number = office.opened("03-02", due="03-30")
    office.closed(number, "04-02")
    assert counts(office.figures("2026-04", at="04-02").total["done_in_time"]) == (0, 0, 0)
    assert counts(office.figures("2026-03", at="04-02").total["done_of_due"]) == (1, 1, 0)
    assert counts(office.figures("2026-03", at="03-31").total["done_of_due"]) == (0, 1, 0)  # as it was known then
    assert office.figures("2026-04", at="04-02").total["done"].numerator == 1


def test_a_reopened_matter_keeps_its_closure_and_is_done_again_in_the_next_round(office: Office) -> None:
    number = office.opened("03-02", due="03-10")
    office.closed(number, "03-09", said="满意")
    office.on("04-01")
    office.engine.fire(number, "重新督办", by=f"{OFFICE}/乙", note="反弹")  # fifteen working days: 23 April
    march, april = office.figures(at="03-31").total, office.figures("2026-04").total
    assert counts(march["done_in_time"]) == counts(office.figures().total["done_in_time"]) == (1, 1, 0)
    assert counts(march["done_at_once"]) == (1, 1, 0)
    assert (april["reopened"].numerator, counts(april["done_in_time"])) == (1, (0, 0, 1))
    office.closed(number, "04-20", signed=False)
    april = office.figures("2026-04").total
    assert counts(april["done_in_time"]) == (1, 1, 0)
    assert (counts(april["reworked"]), april["reworked"].times) == ((1, 1, 0), 1)
    assert counts(april["done_at_once"]) == (0, 1, 0)
    assert april["received"].numerator == 0


def test_what_was_sent_back_counts_once_and_its_times_beside(office: Office) -> None:
    number, other = office.opened("03-02", due="03-20"), office.opened("03-02", due="03-20")
    office.signed(number, "03-03")
    for day in ("03-05", "03-09"):
        office.asked(number, day)
        office.engine.fire(number, "退回整改", by=f"{OFFICE}/乙", note="不全", data={"reason_code": "材料不全"})
    office.closed(number, "03-12", signed=False)
    office.closed(other, "03-12")
    found = office.figures(at="03-31").total
    assert (counts(found["reworked"]), found["reworked"].times) == ((1, 2, 0), 2)
    assert found["sent_back"].numerator == 2
    assert counts(found["done_at_once"]) == (1, 2, 0)


def test_what_is_void_or_merged_is_out_and_listed(office: Office) -> None:
    void, merged, into = (office.opened("03-02", due="03-10") for _ in range(3))
    office.on("03-05")
    office.engine.void(void, by=OFFICE, note="登记有误")
    office.engine.merge(merged, into, by=OFFICE, note="同一件事")
    office.on("03-31")
    found = office.figures(listed=["done_in_time", "received"])
    assert counts(found.total["done_in_time"]) == (0, 1, 2)
    assert why_out(found, "done_in_time") == {void: "void", merged: "merged"}
    assert counts(found.total["received"]) == (1, None, 2)
    assert counts(office.figures(at="03-04").total["received"]) == (3, None, 0)  # nobody knew then


def test_what_goes_on_without_a_limit_is_out_of_every_rate_of_what_was_due(office: Office) -> None:
    number = office.opened("03-02", ongoing=True)
    found = office.figures(listed="done_in_time")
    assert counts(found.total["done_in_time"]) == (0, 0, 1)
    assert why_out(found, "done_in_time") == {number: "undated"}
    assert found.total["open"].numerator == 1


def test_what_was_under_way_before_is_known_once_it_was_taken_over(office: Office) -> None:
    office.on("03-20")
    old = office.opened("03-20", due="03-10", since="2026-02-02", quiet=True)
    assert counts(office.figures(at="03-19").total["done_in_time"]) == (0, 0, 0)
    assert counts(office.figures(at="03-20").total["done_in_time"]) == (0, 1, 0)
    assert office.figures("2026-02").total["received"].numerator == 1
    office.closed(old, "03-23")
    assert office.figures().total["calendar_days"].mean == "49.00"  # from 2 February


def test_ratings_say_whether_fairly_satisfied_counts(office: Office) -> None:
    for said in ("满意", "基本满意", "满意", None):
        office.closed(office.opened("03-02"), "03-05", said=said)
    found = office.figures(at="03-31").total
    assert counts(found["satisfied"]) == (3, 3, 0)
    assert counts(found["very_satisfied"]) == (2, 3, 0)
    assert found["very_satisfied"].percent == "66.67"


def test_time_taken_has_a_mean_and_a_median(office: Office) -> None:
    for day in ("03-03", "03-04", "03-13"):  # one, two and nine working days; one, two and eleven days
        office.closed(office.opened("03-02"), day)
    found = office.figures(at="03-31").total
    working, calendar = found["working_days"], found["calendar_days"]
    assert (working.mean, working.middle, working.numerator) == ("4.00", "2.00", 3)
    assert (calendar.mean, calendar.middle) == ("4.67", "2.00")
