"""One locked instance: how it is read, what an act or a rung changes in it, and the command that carries this out."""

from duban.workflow.instance.aiming import aim, counted_facts, turn_announced, turn_facts
from duban.workflow.instance.approving import ask_approval, do_or_ask, opine, settle
from duban.workflow.instance.asking import CHILD, COUNTS, FOLLOWS, OPENED, REPEAT
from duban.workflow.instance.children import hear
from duban.workflow.instance.claims import SKIPPED, Claim, ClockRenamed, Tally
from duban.workflow.instance.command import Asked, Command
from duban.workflow.instance.correcting import correct, correction_blockers, standing_values
from duban.workflow.instance.decisions import ask_extension, parse_id, pending_of
from duban.workflow.instance.dividing import divide, divide_blockers, divided_here, stranger_blockers
from duban.workflow.instance.ending import (
    ending_blockers,
    merge,
    merging_blockers,
    take_back,
    void,
    withdrawal_blockers,
)
from duban.workflow.instance.escalation import escalate
from duban.workflow.instance.excusing import entry_named, excuse, excuse_blockers, keep_excuse
from duban.workflow.instance.heirs import as_today, hand_over
from duban.workflow.instance.holding import hand_on, hand_on_blockers
from duban.workflow.instance.loading import load, load_all, load_alone, read, record_of, subject_of
from duban.workflow.instance.numbering import counter_of, series_counted
from duban.workflow.instance.opening import (
    assignment_blockers,
    erasure_blockers,
    missing,
    number_of,
    opening_blockers,
    unopened,
)
from duban.workflow.instance.openings import Division, NewItem, Opening, Parent
from duban.workflow.instance.papers import as_drafted, sign
from duban.workflow.instance.parting import part_number
from duban.workflow.instance.planning import (
    CARRIED,
    IN_PLAN,
    carry_over,
    carrying_blockers,
    include,
    including_blockers,
    plan_blockers,
)
from duban.workflow.instance.requests import asked_of
from duban.workflow.instance.sayings import OFFICE, UNITS, Instruction, answer, instruct, remark, urge
from duban.workflow.instance.sheets import OF_SHEETS, claimed_as, is_handed_in, report, strike, unit_on
from duban.workflow.instance.telling import tell_progress
from duban.workflow.instance.trial import OpeningTrial
from duban.workflow.instance.work import UnitOfWork

__all__ = [
    "CARRIED",
    "CHILD",
    "COUNTS",
    "FOLLOWS",
    "IN_PLAN",
    "OFFICE",
    "OF_SHEETS",
    "OPENED",
    "REPEAT",
    "SKIPPED",
    "UNITS",
    "Asked",
    "Claim",
    "ClockRenamed",
    "Command",
    "Division",
    "Instruction",
    "NewItem",
    "Opening",
    "OpeningTrial",
    "Parent",
    "Tally",
    "UnitOfWork",
    "aim",
    "answer",
    "as_drafted",
    "as_today",
    "ask_approval",
    "ask_extension",
    "asked_of",
    "assignment_blockers",
    "carry_over",
    "carrying_blockers",
    "claimed_as",
    "correct",
    "correction_blockers",
    "counted_facts",
    "counter_of",
    "divide",
    "divide_blockers",
    "divided_here",
    "do_or_ask",
    "ending_blockers",
    "entry_named",
    "erasure_blockers",
    "escalate",
    "excuse",
    "excuse_blockers",
    "hand_on",
    "hand_on_blockers",
    "hand_over",
    "hear",
    "include",
    "including_blockers",
    "instruct",
    "is_handed_in",
    "keep_excuse",
    "load",
    "load_all",
    "load_alone",
    "merge",
    "merging_blockers",
    "missing",
    "number_of",
    "opening_blockers",
    "opine",
    "parse_id",
    "part_number",
    "pending_of",
    "plan_blockers",
    "read",
    "record_of",
    "remark",
    "report",
    "series_counted",
    "settle",
    "sign",
    "standing_values",
    "stranger_blockers",
    "strike",
    "subject_of",
    "take_back",
    "tell_progress",
    "turn_announced",
    "turn_facts",
    "unit_of_sheet",
    "unit_on",
    "unopened",
    "urge",
    "void",
    "withdrawal_blockers",
]
