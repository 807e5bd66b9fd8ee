"""What happens: the engine, the sweeper, the dispatcher, the directory and the settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from duban.workflow.acts.calendars import CalendarImport, Redated, read_calendar_csv
from duban.workflow.acts.migration_values import Migrated, MigratedClock, Migration, NextRung, Standing
from duban.workflow.backups import Backup, back_up, restore
from duban.workflow.clock import Clock, FixedClock, SystemClock
from duban.workflow.directory import Directory, Expansion, Reached
from duban.workflow.doctor import Check, Examination, examine
from duban.workflow.engine import Engine
from duban.workflow.errors import (
    BatchRefused,
    CalendarTableError,
    DirectoryError,
    InvalidUnits,
    KeyReused,
    ScenarioClash,
    SettingsError,
    TransitionConflict,
    TransitionRefused,
    UnknownDefinition,
    UnknownInstance,
    UnknownScenario,
    UnknownState,
    UnknownTrigger,
    UnknownVersion,
    WorkflowError,
)
from duban.workflow.explain import Told, WhyEscalated
from duban.workflow.explain_due import ClockEvent, WhyDue, clock_time
from duban.workflow.explain_not_yet import WhyNot
from duban.workflow.files import read_file
from duban.workflow.instance import NewItem
from duban.workflow.log_lines import LineFormatter
from duban.workflow.moving import Move, move
from duban.workflow.numbers import close_number, known_numbers
from duban.workflow.office_text import decode_office_text
from duban.workflow.outbox_view import STATUSES, UNSENT, OutboxEntry, list_outbox, retry_messages, send_test
from duban.workflow.outlook import Outlook, outlook
from duban.workflow.people import Contact, Level, Unit
from duban.workflow.playing import play_example, play_examples
from duban.workflow.playing_results import ExampleResult, format_results
from duban.workflow.settings import Channel, Settings
from duban.workflow.simulating import CannotOpen, Letter, Simulation, Stop, simulate
from duban.workflow.situation import Situation, Story, situation_of, stories_of
from duban.workflow.throwaway import throwaway_engine
from duban.workflow.values import (
    Allowed,
    CalendarView,
    DeliveryResult,
    HistoryEntry,
    Instance,
    Link,
    Pending,
    Progress,
    SweepFailure,
    SweepResult,
)
from duban.workflow.verifying import Finding, Verification
from duban.workflow.watching import Health
from duban.workflow.who import ContactEntry, UnitEntry, contacts_of, units_of

if TYPE_CHECKING:
    from duban.workflow.daemon import Daemon, run_daemon

__all__ = [
    "STATUSES",
    "UNSENT",
    "Allowed",
    "Backup",
    "BatchRefused",
    "CalendarImport",
    "CalendarTableError",
    "CalendarView",
    "CannotOpen",
    "Channel",
    "Check",
    "Clock",
    "ClockEvent",
    "Contact",
    "ContactEntry",
    "Daemon",
    "DeliveryResult",
    "Directory",
    "DirectoryError",
    "Engine",
    "Examination",
    "ExampleResult",
    "Expansion",
    "Finding",
    "FixedClock",
    "Health",
    "HistoryEntry",
    "Instance",
    "InvalidUnits",
    "KeyReused",
    "Letter",
    "Level",
    "LineFormatter",
    "Link",
    "Migrated",
    "MigratedClock",
    "Migration",
    "Move",
    "NewItem",
    "NextRung",
    "OutboxEntry",
    "Outlook",
    "Pending",
    "Progress",
    "Reached",
    "Redated",
    "ScenarioClash",
    "Settings",
    "SettingsError",
    "Simulation",
    "Situation",
    "Standing",
    "Stop",
    "Story",
    "SweepFailure",
    "SweepResult",
    "SystemClock",
    "Told",
    "TransitionConflict",
    "TransitionRefused",
    "Unit",
    "UnitEntry",
    "UnknownDefinition",
    "UnknownInstance",
    "UnknownScenario",
    "UnknownState",
    "UnknownTrigger",
    "UnknownVersion",
    "Verification",
    "WhyDue",
    "WhyEscalated",
    "WhyNot",
    "WorkflowError",
    "back_up",
    "clock_time",
    "close_number",
    "contacts_of",
    "decode_office_text",
    "examine",
    "format_results",
    "known_numbers",
    "list_outbox",
    "move",
    "outlook",
    "play_example",
    "play_examples",
    "read_calendar_csv",
    "read_file",
    "restore",
    "retry_messages",
    "run_daemon",
    "send_test",
    "simulate",
    "situation_of",
    "stories_of",
    "throwaway_engine",
    "units_of",
]


if not TYPE_CHECKING:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        # Whoever embeds the engine pays for APScheduler only where a daemon runs.
        if name in {"Daemon", "run_daemon"}:
            found: object = getattr(import_module("duban.workflow.daemon"), name)
            return found
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
