"""What a workflow is: definitions, the machine, guards, durations, the working calendar, clocks and ladders. Pure."""

from duban.states.calendar import WorkingCalendar, calendar_for, utc
from duban.states.checks import check_graph
from duban.states.clock_ledger import ClockLedger, ClockStatus
from duban.states.clocks import consumed_at, left
from duban.states.definition import (
    ANYONE,
    OPEN,
    SYSTEM,
    Announcement,
    ClockRule,
    Definition,
    Field,
    FieldType,
    Light,
    MessageForm,
    Recipient,
    RecipientKind,
    Role,
    Rung,
    SmsForm,
    State,
    Transition,
)
from duban.states.durations import Duration, Unit, parse_duration
from duban.states.errors import (
    CalendarError,
    DurationError,
    ExpressionError,
    InvalidData,
    NaiveInstant,
    OutOfCalendar,
    StatesError,
)
from duban.states.expressions import Condition, compile_condition, template_usage
from duban.states.guards import Blocker, guard_blocker, role_blockers, state_blocker, transition_blockers
from duban.states.ladders import DueRung, light_at, rung_moment
from duban.states.machine import WorkflowMachine
from duban.states.moments import Moment, parse_moment
from duban.states.reckoning import ReckonedDay, reckon
from duban.states.standing import Index, clock_lights, due_first, due_now, index_of, instance_lights
from duban.states.steps import Effects, Stepper
from duban.states.subject import THE_SYSTEM, Act, Actor, Subject
from duban.states.values import check_data, decode, is_keepable, value_problem

__all__ = [
    "ANYONE",
    "OPEN",
    "SYSTEM",
    "THE_SYSTEM",
    "Act",
    "Actor",
    "Announcement",
    "Blocker",
    "CalendarError",
    "ClockLedger",
    "ClockRule",
    "ClockStatus",
    "Condition",
    "Definition",
    "DueRung",
    "Duration",
    "DurationError",
    "Effects",
    "ExpressionError",
    "Field",
    "FieldType",
    "Index",
    "InvalidData",
    "Light",
    "MessageForm",
    "Moment",
    "NaiveInstant",
    "OutOfCalendar",
    "Recipient",
    "RecipientKind",
    "ReckonedDay",
    "Role",
    "Rung",
    "SmsForm",
    "State",
    "StatesError",
    "Stepper",
    "Subject",
    "Transition",
    "Unit",
    "WorkflowMachine",
    "WorkingCalendar",
    "calendar_for",
    "check_data",
    "check_graph",
    "clock_lights",
    "compile_condition",
    "consumed_at",
    "decode",
    "due_first",
    "due_now",
    "guard_blocker",
    "index_of",
    "instance_lights",
    "is_keepable",
    "left",
    "light_at",
    "parse_duration",
    "parse_moment",
    "reckon",
    "role_blockers",
    "rung_moment",
    "state_blocker",
    "template_usage",
    "transition_blockers",
    "utc",
    "value_problem",
]
