"""duban (督办): a workflow engine for work that must not be forgotten.

The front door: `Engine`, `Settings`, `load_scenario`, the values that they give, the errors that they raise, and
`speaking`, which says in whose language. Names are loaded when they are first asked for, so that `import duban` costs
next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.notifiers import ChannelDown, Message, Notifier, Permanent, Receipt, Retryable
    from duban.scenarios import Problem, ScenarioError, load_scenario
    from duban.states import Blocker, Definition, DurationError, InvalidData, Light
    from duban.storage import (
        SchemaMissing,
        SchemaNewer,
        SchemaOlder,
        StorageBusy,
        StorageError,
        StorageFull,
        StorageReadOnly,
        StorageUnavailable,
    )
    from duban.words import speaking
    from duban.workflow import (
        Allowed,
        BatchRefused,
        CalendarImport,
        CalendarView,
        Clock,
        Contact,
        DeliveryResult,
        Directory,
        DirectoryError,
        Engine,
        Health,
        HistoryEntry,
        Instance,
        InvalidUnits,
        KeyReused,
        Level,
        Link,
        Migration,
        NewItem,
        Pending,
        Settings,
        SettingsError,
        SweepResult,
        TransitionConflict,
        TransitionRefused,
        Unit,
        UnknownInstance,
        UnknownScenario,
        UnknownState,
        UnknownTrigger,
        UnknownVersion,
        Verification,
        WhyDue,
        WhyEscalated,
        WhyNot,
        WorkflowError,
    )

_ROOMS = {
    "duban.notifiers": ("ChannelDown", "Message", "Notifier", "Permanent", "Receipt", "Retryable"),
    "duban.scenarios": ("Problem", "ScenarioError", "load_scenario"),
    "duban.states": ("Blocker", "Definition", "DurationError", "InvalidData", "Light"),
    "duban.storage": (
        "SchemaMissing",
        "SchemaNewer",
        "SchemaOlder",
        "StorageBusy",
        "StorageError",
        "StorageFull",
        "StorageReadOnly",
        "StorageUnavailable",
    ),
    "duban.workflow": (
        "Allowed",
        "BatchRefused",
        "CalendarImport",
        "CalendarView",
        "Clock",
        "Contact",
        "DeliveryResult",
        "Directory",
        "DirectoryError",
        "Engine",
        "Health",
        "HistoryEntry",
        "Instance",
        "InvalidUnits",
        "KeyReused",
        "Level",
        "Link",
        "Migration",
        "NewItem",
        "Pending",
        "Settings",
        "SettingsError",
        "SweepResult",
        "TransitionConflict",
        "TransitionRefused",
        "Unit",
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
    ),
    "duban.words": ("speaking",),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Allowed",
    "BatchRefused",
    "Blocker",
    "CalendarImport",
    "CalendarView",
    "ChannelDown",
    "Clock",
    "Contact",
    "Definition",
    "DeliveryResult",
    "Directory",
    "DirectoryError",
    "DurationError",
    "Engine",
    "Health",
    "HistoryEntry",
    "Instance",
    "InvalidData",
    "InvalidUnits",
    "KeyReused",
    "Level",
    "Light",
    "Link",
    "Message",
    "Migration",
    "NewItem",
    "Notifier",
    "Pending",
    "Permanent",
    "Problem",
    "Receipt",
    "Retryable",
    "ScenarioError",
    "SchemaMissing",
    "SchemaNewer",
    "SchemaOlder",
    "Settings",
    "SettingsError",
    "StorageBusy",
    "StorageError",
    "StorageFull",
    "StorageReadOnly",
    "StorageUnavailable",
    "SweepResult",
    "TransitionConflict",
    "TransitionRefused",
    "Unit",
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
    "load_scenario",
    "speaking",
]


if TYPE_CHECKING:
    __version__: str
else:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return import_module("importlib.metadata").version("duban")
        if name not in _HOME:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        found: object = getattr(import_module(_HOME[name]), name)
        return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
