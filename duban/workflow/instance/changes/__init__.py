"""What people do to an instance beside its workflow: requests, decisions, papers, corrections, sayings."""

from duban.workflow.instance.changes import decisions
from duban.workflow.instance.changes.approving import ask_approval, do_or_ask, opine, settle
from duban.workflow.instance.changes.correcting import correct, correction_blockers, standing_values
from duban.workflow.instance.changes.decisions import ask_extension, parse_id, pending_of
from duban.workflow.instance.changes.drafting import Edits, draft, draft_due, edit
from duban.workflow.instance.changes.ending import (
    ending_blockers,
    left_open,
    merge,
    merging_blockers,
    take_back,
    void,
    withdrawal_blockers,
)
from duban.workflow.instance.changes.excusing import entry_named, excuse, excuse_blockers, keep_excuse
from duban.workflow.instance.changes.holding import hand_on, hand_on_blockers
from duban.workflow.instance.changes.papers import as_drafted, file_paper, scan_paper, sign, void_paper
from duban.workflow.instance.changes.requests import asked_of
from duban.workflow.instance.changes.sayings import OFFICE, UNITS, Instruction, answer, instruct, remark, urge

__all__ = [
    "OFFICE",
    "UNITS",
    "Edits",
    "Instruction",
    "answer",
    "as_drafted",
    "ask_approval",
    "ask_extension",
    "asked_of",
    "correct",
    "correction_blockers",
    "decisions",
    "do_or_ask",
    "draft",
    "draft_due",
    "edit",
    "ending_blockers",
    "entry_named",
    "excuse",
    "excuse_blockers",
    "file_paper",
    "hand_on",
    "hand_on_blockers",
    "instruct",
    "keep_excuse",
    "left_open",
    "merge",
    "merging_blockers",
    "opine",
    "parse_id",
    "pending_of",
    "remark",
    "scan_paper",
    "settle",
    "sign",
    "standing_values",
    "take_back",
    "urge",
    "void",
    "void_paper",
    "withdrawal_blockers",
]
