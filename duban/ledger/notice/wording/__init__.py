"""The wording of official documents: bodies, days, headings, numbers, and who is to do what by when."""

from duban.ledger.notice.wording.assignment import Assignment
from duban.ledger.notice.wording.brackets import OPENERS
from duban.ledger.notice.wording.dates import Deadline, days_before, in_digits, is_deadline, read_day, read_deadline
from duban.ledger.notice.wording.labels import FAMILIAR_HEADING, OTHER_HEADING, Kind, closed_up, label_alone, label_at
from duban.ledger.notice.wording.lists import NOTE_HEADS, NUMBER_HEADS, SECTION_HEAD, SINCE_HEADS, TITLE_HEADS
from duban.ledger.notice.wording.numbers import LEVELS, Number, is_annex, number_of, without_heading_number
from duban.ledger.notice.wording.phrases import says_first_leads
from duban.ledger.notice.wording.steps import DatedStep, stages_of, steps_of
from duban.ledger.notice.wording.units import is_list_of_bodies, read_assignment, read_cell

__all__ = [
    "FAMILIAR_HEADING",
    "LEVELS",
    "NOTE_HEADS",
    "NUMBER_HEADS",
    "OPENERS",
    "OTHER_HEADING",
    "SECTION_HEAD",
    "SINCE_HEADS",
    "TITLE_HEADS",
    "Assignment",
    "DatedStep",
    "Deadline",
    "Kind",
    "Number",
    "closed_up",
    "days_before",
    "in_digits",
    "is_annex",
    "is_deadline",
    "is_list_of_bodies",
    "label_alone",
    "label_at",
    "number_of",
    "read_assignment",
    "read_cell",
    "read_day",
    "read_deadline",
    "says_first_leads",
    "stages_of",
    "steps_of",
    "without_heading_number",
]
