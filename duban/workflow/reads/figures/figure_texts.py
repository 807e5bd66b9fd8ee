"""Figures in words: what each is called, what is in its numerator and denominator, and why something is left out."""

from __future__ import annotations

FIGURE_TITLE_TEXTS = {
    "received": "Handed out",
    "done": "Matters done",
    "open": "Still open",
    "not_due_yet": "Open, not due yet",
    "signed_in_time": "Signed for in time",
    "done_in_time": "Done in time",
    "done_of_due": "Done, of what was due",
    "done_of_received": "Done, of what was handed out",
    "overdue": "Late",
    "overdue_open": "Late and still open",
    "in_first_limit": "Done within the first limit",
    "extended": "Extended",
    "reworked": "Done again",
    "sent_back": "Times sent back",
    "reopened": "Times reopened",
    "returns_granted": "Returns that were granted",
    "returned": "Taken back from the unit",
    "satisfied": "Satisfied, fairly satisfied included",
    "very_satisfied": "Satisfied, fairly satisfied not included",
    "reached": "Reached for a rating",
    "done_at_once": "Done at the first go",
    "working_days": "Time taken, in working days",
    "calendar_days": "Time taken, in calendar days",
    "reported_in_time": "Reports handed in in time",
    "reported": "Reports handed in",
}
"""What each figure is called."""

ABOVE_TEXTS = {
    "received": "matters that were handed out in the period",
    "done": "rounds that were done in the period",
    "open": "rounds that were open at the cut-off, handed out by the end of the period",
    "not_due_yet": "of the open ones, those whose limit was not over at the cut-off",
    "signed_in_time": "of these, what was signed for within the limit; what was never signed for was not",
    "done_in_time": "of these, what was done within the limit",
    "done_of_due": "of these, what was done by the cut-off",
    "done_of_received": "of these, what was done by the cut-off",
    "overdue": "of these, what was done late, and what is open past the limit",
    "overdue_open": "of these, what is open past the limit",
    "in_first_limit": "of these, what was done by the limit that stood before more time was first granted",
    "extended": "of these, what was granted more time; requests that were refused do not count",
    "reworked": "of these, what was sent back with a reason, or reopened after it had been done",
    "sent_back": "how often work was sent back with a reason in the period",
    "reopened": "how often a matter that had been done was reopened in the period",
    "returns_granted": "of these, what was granted: it was not the unit's to do, and is not held against it",
    "returned": "of these, what was taken back from a unit at its own request by the cut-off",
    "satisfied": "of these, satisfied and fairly satisfied",
    "very_satisfied": "of these, satisfied only",
    "reached": "of these, those who gave a rating",
    "done_at_once": "of these, what was neither sent back, nor reopened, nor taken back from a unit",
    "working_days": "working days from the day after the hand-out up to the last, without suspensions",
    "calendar_days": "calendar days from the day after the hand-out up to the last, without suspensions",
    "reported_in_time": "of these, what was handed in within the limit",
    "reported": "of these, what was handed in by the cut-off",
}
"""What is in the numerator of each figure, or what is counted."""

BELOW_TEXTS = {
    "signed_in_time": "hand-outs whose limit for signing fell in the period, one for each unit",
    "done_in_time": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "done_of_due": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "done_of_received": "matters that were handed out in the period",
    "overdue": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "overdue_open": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "in_first_limit": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "extended": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "reworked": "rounds whose limit, as it stood then, fell in the period, and that are done or past it",
    "returns_granted": "requests of the period that a matter be taken back, as far as they were decided by the cut-off",
    "returned": "matters that were handed out in the period",
    "satisfied": "ratings of the period",
    "very_satisfied": "ratings of the period",
    "reached": "those who were asked for a rating in the period, whether they were reached and gave one or not",
    "done_at_once": "rounds that were done in the period",
    "working_days": "rounds that were done in the period; the mean and the median are over these",
    "calendar_days": "rounds that were done in the period; the mean and the median are over these",
    "reported_in_time": "sheets whose limit fell in the period: a unit owes one for each period of reporting",
    "reported": "sheets whose limit fell in the period: a unit owes one for each period of reporting",
}
"""What is in the denominator of each figure that has one."""

OUT_TEXTS = {
    "not_due": "not due yet",
    "paused": "suspended",
    "undated": "without a limit",
    "void": "void",
    "merged": "merged into another",
    "part": "part of another, and counted with it",
    "excused": "excused",
    "transferred": "passed on to another unit",
    "relieved": "nothing left to report",
    "unanswered": "not decided yet",
    "unreached": "not reached",
}
"""Why something is left out of a figure."""
