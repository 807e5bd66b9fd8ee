"""What one instance has to do with others: it opens, divides, hears, counts and reports."""

from duban.workflow.instance.others import children
from duban.workflow.instance.others.aiming import aim, counted_facts, turn_announced, turn_facts
from duban.workflow.instance.others.asking import CHILD, COUNTS, FOLLOWS, OPENED, REPEAT, Request
from duban.workflow.instance.others.children import hear, news_of
from duban.workflow.instance.others.dividing import divide, divide_blockers, divided_here, stranger_blockers
from duban.workflow.instance.others.heirs import as_today, hand_over
from duban.workflow.instance.others.parting import part_number, part_with_all, part_with_unit
from duban.workflow.instance.others.planning import (
    CARRIED,
    IN_PLAN,
    carry_over,
    carrying_blockers,
    include,
    including_blockers,
    plan_blockers,
)
from duban.workflow.instance.others.relieving import relieve
from duban.workflow.instance.others.sheets import (
    OF_SHEETS,
    claimed_as,
    is_handed_in,
    progress_of,
    report,
    strike,
    unit_on,
)

__all__ = [
    "CARRIED",
    "CHILD",
    "COUNTS",
    "FOLLOWS",
    "IN_PLAN",
    "OF_SHEETS",
    "OPENED",
    "REPEAT",
    "Request",
    "aim",
    "as_today",
    "carry_over",
    "carrying_blockers",
    "children",
    "claimed_as",
    "counted_facts",
    "divide",
    "divide_blockers",
    "divided_here",
    "hand_over",
    "hear",
    "include",
    "including_blockers",
    "is_handed_in",
    "news_of",
    "part_number",
    "part_with_all",
    "part_with_unit",
    "plan_blockers",
    "progress_of",
    "relieve",
    "report",
    "stranger_blockers",
    "strike",
    "turn_announced",
    "turn_facts",
    "unit_on",
]
