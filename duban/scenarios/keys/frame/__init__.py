"""The frame of a scenario: roles, fields, states, numbers and the calendar."""

from duban.scenarios.keys.frame.calendar import CALENDAR, WrittenCalendar, calendar
from duban.scenarios.keys.frame.fields import FIELD, read_field, read_fields, read_reasons
from duban.scenarios.keys.frame.numbers import NUMBER, WrittenNumber, number, part_number
from duban.scenarios.keys.frame.roles import ROLE, read_roles
from duban.scenarios.keys.frame.states import STATE, read_states

__all__ = [
    "CALENDAR",
    "FIELD",
    "NUMBER",
    "ROLE",
    "STATE",
    "WrittenCalendar",
    "WrittenNumber",
    "calendar",
    "number",
    "part_number",
    "read_field",
    "read_fields",
    "read_reasons",
    "read_roles",
    "read_states",
]
