"""What happens: the engine, the sweeper, the dispatcher, the directory and the settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from duban.workflow.clock import Clock, FixedClock, SystemClock
from duban.workflow.directory import Directory, Expansion, Reached
from duban.workflow.engine import Engine
from duban.workflow.errors import (
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
    UnknownTrigger,
    WorkflowError,
)
from duban.workflow.explain import Told, WhyEscalated, WhyNot
from duban.workflow.explain_due import ClockEvent, WhyDue
from duban.workflow.files import read_file
from duban.workflow.health import Check, Examination, examine
from duban.workflow.office_text import decode_office_text
from duban.workflow.outbox_view import STATUSES, UNSENT, OutboxEntry, list_outbox, retry_messages, send_test
from duban.workflow.people import Contact, Level, Unit
from duban.workflow.playing import play_example, play_examples
from duban.workflow.playing_results import ExampleResult, format_results
from duban.workflow.redating import CalendarImport, Redated, read_calendar_csv
from duban.workflow.settings import Channel, Settings
from duban.workflow.situation import Situation, situation_of
from duban.workflow.throwaway import throwaway_engine
from duban.workflow.values import (
    Allowed,
    CalendarView,
    DeliveryResult,
    HistoryEntry,
    Instance,
    Link,
    Pending,
    SweepFailure,
    SweepResult,
)
from duban.workflow.verifying import Finding, Verification
from duban.workflow.watching import Health

if TYPE_CHECKING:
    from duban.workflow.daemon import Daemon, run_daemon

__all__ = [
    "STATUSES",
    "UNSENT",
    "Allowed",
    "CalendarImport",
    "CalendarTableError",
    "CalendarView",
    "Channel",
    "Check",
    "Clock",
    "ClockEvent",
    "Contact",
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
    "Level",
    "Link",
    "OutboxEntry",
    "Pending",
    "Reached",
    "Redated",
    "ScenarioClash",
    "Settings",
    "SettingsError",
    "Situation",
    "SweepFailure",
    "SweepResult",
    "SystemClock",
    "Told",
    "TransitionConflict",
    "TransitionRefused",
    "Unit",
    "UnknownDefinition",
    "UnknownInstance",
    "UnknownScenario",
    "UnknownTrigger",
    "Verification",
    "WhyDue",
    "WhyEscalated",
    "WhyNot",
    "WorkflowError",
    "decode_office_text",
    "examine",
    "format_results",
    "list_outbox",
    "play_example",
    "play_examples",
    "read_calendar_csv",
    "read_file",
    "retry_messages",
    "run_daemon",
    "send_test",
    "situation_of",
    "throwaway_engine",
]


def __getattr__(name: str) -> object:
    # Whoever embeds the engine pays for APScheduler only where a daemon runs.
    if name in {"Daemon", "run_daemon"}:
        found: object = getattr(import_module("duban.workflow.daemon"), name)
        return found
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
