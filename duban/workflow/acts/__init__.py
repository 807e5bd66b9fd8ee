"""What people and programs do: the verbs that change something, and the values that they take and return."""

from duban.workflow.acts.calendars import CalendarImport, Redated, import_calendar, read_calendar_csv
from duban.workflow.acts.migration import Migrating
from duban.workflow.acts.migration_values import Migrated, MigratedClock, Migration, NextRung, Standing
from duban.workflow.acts.verbs import Commands

__all__ = [
    "CalendarImport",
    "Commands",
    "Migrated",
    "MigratedClock",
    "Migrating",
    "Migration",
    "NextRung",
    "Redated",
    "Standing",
    "import_calendar",
    "read_calendar_csv",
]
