"""What a workflow is: definitions, the machine, guards, durations, the working calendar, clocks and ladders. Pure."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from duban.states.calendar import USUAL, Conventions, Roll, WorkingCalendar, utc
from duban.states.calendars import calendar_for
from duban.states.checks import check_graph
from duban.states.clock_ledger import ClockLedger, ClockStatus
from duban.states.clocks import consumed_at, extend, left, redate
from duban.states.decisions import (
    decision_blockers,
    extension_blockers,
    extension_of,
    is_reminder,
    reminder_claim,
    reminder_day,
)
from duban.states.definition import (
    ANYONE,
    OPEN,
    SYSTEM,
    Announcement,
    Children,
    ClockRule,
    Definition,
    Extension,
    Field,
    FieldType,
    Light,
    MessageForm,
    Missed,
    Opens,
    Recipient,
    RecipientKind,
    Repeats,
    Review,
    Role,
    Rung,
    State,
    Target,
    Transition,
)
from duban.states.durations import BARE_UNITS, Duration, Unit, parse_duration
from duban.states.errors import (
    BrokenMedium,
    CalendarError,
    DurationError,
    ExpressionError,
    InvalidData,
    NaiveInstant,
    OutOfCalendar,
    StatesError,
    TemplateError,
    UnknownMedium,
    shown,
)
from duban.states.expressions import MESSAGE_FILTERS, Condition, compile_condition, template_usage
from duban.states.guards import Blocker, guard_blocker, role_blockers, state_blocker, transition_blockers
from duban.states.ladders import (
    DueRung,
    claim,
    is_review,
    light_at,
    review_number,
    review_rung,
    reviews,
    rung_moment,
)
from duban.states.links import children_blockers, joined_by, reached
from duban.states.machine import WorkflowMachine
from duban.states.memory import recall, remember
from duban.states.messages import (
    USUAL_MEDIUM,
    FormFlaw,
    FormKey,
    Medium,
    Rendered,
    Takes,
    find_medium,
    media,
    medium_named,
    medium_title,
    register_medium,
    templates_in,
)
from duban.states.migrating import Coming, Migrator, next_rung
from duban.states.migration_blockers import migration_blockers
from duban.states.moments import Moment, parse_moment
from duban.states.packing import pack, pack_sorted
from duban.states.periods import Period, PeriodDay, Span, occurrences, parse_period_day
from duban.states.reckoning import ReckonedDay, reckon
from duban.states.standing import (
    BOUND,
    Index,
    bound_clock,
    bound_moment,
    clock_lights,
    due_first,
    due_now,
    index_of,
    instance_lights,
    rests_on,
)
from duban.states.steps import Effects, Stepper, clock_facts
from duban.states.subject import THE_SYSTEM, Act, Actor, Linked, Subject, Waiting
from duban.states.values import check_data, decode, is_keepable, value_problem
from duban.states.workdays import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from duban.states.messages.templates import Filling, check_template, fill_text, render

# Whoever only reads scenario files fills in nothing, and must start fast.
_ON_DEMAND = frozenset({"Filling", "check_template", "fill_text", "render"})

__all__ = [
    "ANYONE",
    "BARE_UNITS",
    "BOUND",
    "FIRST_YEAR",
    "LAST_YEAR",
    "MESSAGE_FILTERS",
    "OPEN",
    "SYSTEM",
    "THE_SYSTEM",
    "USUAL",
    "USUAL_MEDIUM",
    "Act",
    "Actor",
    "Announcement",
    "Blocker",
    "BrokenMedium",
    "CalendarError",
    "Children",
    "ClockLedger",
    "ClockRule",
    "ClockStatus",
    "Coming",
    "Condition",
    "Conventions",
    "Definition",
    "DueRung",
    "Duration",
    "DurationError",
    "Effects",
    "ExpressionError",
    "Extension",
    "Field",
    "FieldType",
    "Filling",
    "FormFlaw",
    "FormKey",
    "Index",
    "InvalidData",
    "Light",
    "Linked",
    "Medium",
    "MessageForm",
    "Migrator",
    "Missed",
    "Moment",
    "NaiveInstant",
    "Opens",
    "OutOfCalendar",
    "Period",
    "PeriodDay",
    "Recipient",
    "RecipientKind",
    "ReckonedDay",
    "Rendered",
    "Repeats",
    "Review",
    "Role",
    "Roll",
    "Rung",
    "Span",
    "State",
    "StatesError",
    "Stepper",
    "Subject",
    "Takes",
    "Target",
    "TemplateError",
    "Transition",
    "Unit",
    "UnknownMedium",
    "Waiting",
    "WorkflowMachine",
    "WorkingCalendar",
    "bound_clock",
    "bound_moment",
    "calendar_for",
    "check_data",
    "check_graph",
    "check_template",
    "children_blockers",
    "claim",
    "clock_facts",
    "clock_lights",
    "compile_condition",
    "consumed_at",
    "decision_blockers",
    "decode",
    "due_first",
    "due_now",
    "extend",
    "extension_blockers",
    "extension_of",
    "fill_text",
    "find_medium",
    "guard_blocker",
    "index_of",
    "instance_lights",
    "is_keepable",
    "is_reminder",
    "is_review",
    "joined_by",
    "left",
    "light_at",
    "media",
    "medium_named",
    "medium_title",
    "migration_blockers",
    "next_rung",
    "occurrences",
    "pack",
    "pack_sorted",
    "parse_duration",
    "parse_moment",
    "parse_period_day",
    "reached",
    "recall",
    "reckon",
    "redate",
    "register_medium",
    "remember",
    "reminder_claim",
    "reminder_day",
    "render",
    "rests_on",
    "review_number",
    "review_rung",
    "reviews",
    "role_blockers",
    "rung_moment",
    "shown",
    "state_blocker",
    "template_usage",
    "templates_in",
    "transition_blockers",
    "utc",
    "value_problem",
]


if not TYPE_CHECKING:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name in _ON_DEMAND:
            found: object = getattr(import_module(f"{__name__}.messages.templates"), name)
            return found
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
