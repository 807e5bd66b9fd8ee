"""What happens: the engine, the sweeper, the dispatcher, the directory and the settings."""

from duban.workflow.clock import Clock, FixedClock, SystemClock
from duban.workflow.directory import Directory, Expansion, Reached
from duban.workflow.engine import Engine
from duban.workflow.errors import (
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
from duban.workflow.explain import WhyDue, WhyEscalated
from duban.workflow.office_text import decode_office_text
from duban.workflow.people import Contact, Level, Unit
from duban.workflow.settings import Channel, Settings
from duban.workflow.values import Allowed, DeliveryResult, HistoryEntry, Instance, SweepFailure, SweepResult
from duban.workflow.verifying import Finding, Verification

__all__ = [
    "Allowed",
    "Channel",
    "Clock",
    "Contact",
    "DeliveryResult",
    "Directory",
    "DirectoryError",
    "Engine",
    "Expansion",
    "Finding",
    "FixedClock",
    "HistoryEntry",
    "Instance",
    "InvalidUnits",
    "KeyReused",
    "Level",
    "Reached",
    "ScenarioClash",
    "Settings",
    "SettingsError",
    "SweepFailure",
    "SweepResult",
    "SystemClock",
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
    "WorkflowError",
    "decode_office_text",
]
