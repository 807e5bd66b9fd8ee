"""The public surface: what applications may rely on, name by name and argument by argument."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import duban
from duban import Engine

NAMES = {
    "engine": {"Engine", "Settings", "load_scenario", "speaking"},
    "files": {"contacts_csv", "read_contacts_csv", "read_units_csv", "units_csv"},
    "values": {
        "Allowed",
        "Anchored",
        "AtHand",
        "Blocker",
        "Call",
        "CalendarImport",
        "CalendarView",
        "CaseFile",
        "Absence",
        "AddressMended",
        "Contact",
        "Count",
        "ContactEntry",
        "Definition",
        "Deed",
        "Deeds",
        "DeliveryResult",
        "Departure",
        "Directory",
        "DirectoryChange",
        "DirectoryImport",
        "Draft",
        "Erasure",
        "Explanation",
        "Evidence",
        "FileOpened",
        "FileView",
        "FilesTidied",
        "FilledSheet",
        "HandOver",
        "HandRow",
        "Happening",
        "Health",
        "HistoryEntry",
        "Indexed",
        "Instance",
        "LastReport",
        "Level",
        "Light",
        "Link",
        "LinkDead",
        "LinkShown",
        "ListRow",
        "Message",
        "Figures",
        "ScenarioVersion",
        "Matrix",
        "MessageLink",
        "MessagePreview",
        "Migration",
        "NewItem",
        "NewPart",
        "OpenedFile",
        "Digests",
        "EventsOrdered",
        "Fallback",
        "FeedEvent",
        "FeedPage",
        "Operators",
        "OperatorsTold",
        "OutboxEntry",
        "Page",
        "Pending",
        "Problem",
        "Query",
        "Receipt",
        "Situation",
        "SweepResult",
        "TargetView",
        "Trouble",
        "Unit",
        "UnitEntry",
        "UrgeOutcome",
        "Verification",
        "WhyDue",
        "WhyEscalated",
        "WhyNot",
        "Wishes",
        "WorkingCalendar",
    },
    "interfaces": {"Clock", "Notifier"},
    "errors": {
        "BatchRefused",
        "ChannelDown",
        "DatabaseMoved",
        "DirectoryChanged",
        "DirectoryError",
        "DurationError",
        "EventsGone",
        "EvidenceError",
        "FileGone",
        "FileRefused",
        "InvalidData",
        "InvalidUnits",
        "KeyReused",
        "KeyUnusable",
        "ListenerFailed",
        "NoAnchors",
        "NoEvidence",
        "NoRoomForFiles",
        "Objection",
        "Permanent",
        "Retryable",
        "ScenarioChanged",
        "ScenarioError",
        "SchemaMissing",
        "SchemaNewer",
        "SchemaOlder",
        "SessionNeeded",
        "SettingsError",
        "StorageBusy",
        "StorageConflict",
        "StorageError",
        "StorageFull",
        "StorageReadOnly",
        "StorageUnavailable",
        "TransitionConflict",
        "TransitionRefused",
        "Uncertain",
        "Unclear",
        "UnknownFile",
        "UnknownInstance",
        "UnknownLink",
        "UnknownMessage",
        "UnknownName",
        "UnknownPosition",
        "UnknownScenario",
        "UnknownState",
        "UnknownTrigger",
        "UnknownVersion",
        "WorkflowError",
    },
}

VERBS = {
    "open": "scenario, *, by, title, units, data, note, source, external_no, ongoing, since, quiet, new_units, "
    "key, session",
    "fire": "number, trigger, *, by, data, note, units, new_units, key, expect, session",
    "open_many": "scenario, items, *, by, new_units, session",
    "fire_many": "numbers, trigger, *, by, data, note, session",
    "assign": "number, role, units, *, by, note, new_units, key, expect, session",
    "preview": "scenario, items, *, by, new_units",
    "transact": "work, *, session",
    "retry": "ids, *, to, session",
    "received": "reports, *, medium",
    "give_up": "ids, *, by, note",
    "send_directly": "*, medium, to, subject, text, sms_template, sms_sign, sms_values, secrets",
    "send_test": "*, medium, to, template",
    "instance": "number, *, viewer, session",
    "situation": "number, *, viewer, by, history, session",
    "case_files": "*, scenario, numbers, viewer, session",
    "rules": "number, *, session",
    "explain": "number, *, viewer, session",
    "outbox": "*, statuses, number, digest, limit, viewer, session",
    "outbox_counts": "*, session",
    "drafts": "*, number, after, viewer, session",
    "preview_message": "message, *, number, reader, viewer, session",
    "numbers": "beginning, *, limit",
    "nearest_number": "number",
    "definitions": "",
    "definition": "scenario, version",
    "working_calendar": "scenario, version",
    "today": "",
    "units": "",
    "contacts": "",
    "find": "*, scenario, state, unit, role, light, open_only, ended, due_by, limit, owing, plan, unassigned, text, "
    "viewer, session",
    "page": "query, *, order, cursor, limit, lights, at_most, viewer, session",
    "count": "query, *, by, at_most, viewer, session",
    "counts": "query, *, by, at_most, viewer, session",
    "allowed_many": "numbers, *, by, viewer, session",
    "at_hand": "unit, *, by, limit, at_most, beside, since, viewer, session",
    "deeds": "who, *, since, until, scenario, cursor, limit, viewer, session",
    "opened": "source, external_no, *, viewer, session",
    "opened_for": "source, *, viewer, session",
    "history": "number, *, viewer, session",
    "events": "*, since, limit, viewer, scope, session",
    "order_events": "*, anew, stop",
    "follow": "*, since, viewer, scope, stop",
    "allowed": "number, *, by, viewer, session",
    "why_due": "number, *, viewer, session",
    "why_escalated": "number, *, viewer, session",
    "why_not": "number, trigger, *, by, viewer, session",
    "extend": "number, clock, length, *, by, note, data, key, expect, session",
    "decide": "id, *, approve, by, note, on_behalf, on, scan, length, key, session",
    "opine": "id, text, *, by, key, session",
    "read_draft": "id, *, viewer, session",
    "sign": "id, *, by, data, text, revision, note, key, session",
    "papers": "*, number, paper, unit, year, unanswered, viewer, session",
    "pending": "*, number, unit, viewer, session",
    "withdraw": "number, request, *, by, note, key, session",
    "correct": "number, data, *, by, note, title, key, expect, session",
    "void": "number, *, by, note, key, expect, session",
    "merge": "number, into, *, by, note, key, expect, session",
    "link": "number, other, kind, *, by, note, key, session",
    "links": "number, *, viewer, session",
    "excuse": "number, act, unit, *, by, note, key, expect, session",
    "hand_on": "number, *, to, by, note, key, expect, session",
    "targets": "number, *, viewer, session",
    "divide": "number, parts, *, by, note, new_units, key, expect, session",
    "migrate": "scenario, *, by, to, states, roles, fields, triggers, clocks, note, dry_run, session, progress",
    "put_file": "source, *, by, name",
    "files": "number, *, viewer, session",
    "open_file": "number, sha256, *, viewer, session",
    "on_file_opened": "tell",
    "on": "what, listener, *, when, scenario, trigger, state",
    "off": "listener",
    "tidy_files": "",
    "remark": "number, text, *, by, to, key, expect, session",
    "urge": "number, *, by, note, key, expect, session",
    "urge_many": "numbers, *, by, note, scenario, state, unit, role, light, due_by, session",
    "answer": "number, seq, text, *, by, key, expect, session",
    "instruct": "number, text, *, by, leader, on, demand, scan, open, key, expect, session",
    "call_list": "*, unit, scenario, viewer, session",
    "erase": "number, field, *, by, note, key, expect, session",
    "import_units": "units, *, by, note, expect, dry_run",
    "import_contacts": "contacts, *, by, note, expect, dry_run",
    "rename_unit": "old, new, *, by, note, dry_run",
    "merge_units": "units, into, *, by, note, dry_run",
    "split_unit": "unit, into, *, by, rest, matters, note, dry_run",
    "close_unit": "unit, *, by, note, dry_run",
    "leave": "person, *, by, level, note, dry_run",
    "set_contact": "contact, *, by, before, note, dry_run",
    "away": "person, first, last, *, by, deputy, note, dry_run",
    "back": "person, *, by, note, dry_run",
    "mend_address": "medium, old, new, *, by, ids, note, dry_run",
    "directory_history": "",
    "calendar": "name",
    "import_calendar": "calendar, days, *, dry_run",
    "health": "",
    "verify": "*, heads, chains, against, public_key, last, files, progress",
    "anchor": "file, *, progress",
    "next_instant": "*, deliveries",
    "sweep": "*, stop",
    "deliver": "*, media, stop",
    "media_waiting": "",
    "index_texts": "*, anew, stop",
    "troubles": "",
    "tell_operators": "",
    "create_tables": "",
    "refresh_scenarios": "*, at_once",
    "close": "",
}
"""The engine's verbs and their arguments; what stands after the star goes by keyword only."""

MEANINGS = {
    "TransitionRefused": ValueError,
    "BatchRefused": ValueError,
    "DurationError": ValueError,
    "InvalidData": ValueError,
    "InvalidUnits": ValueError,
    "KeyReused": ValueError,
    "KeyUnusable": ValueError,
    "NoAnchors": ValueError,
    "FileRefused": ValueError,
    "FileGone": FileNotFoundError,
    "NoEvidence": RuntimeError,
    "NoRoomForFiles": OSError,
    "UnknownFile": LookupError,
    "ScenarioChanged": ValueError,
    "ScenarioError": ValueError,
    "SettingsError": ValueError,
    "DirectoryChanged": ValueError,
    "DirectoryError": ValueError,
    "UnknownInstance": LookupError,
    "UnknownName": LookupError,
    "UnknownPosition": LookupError,
    "EventsGone": LookupError,
    "UnknownScenario": LookupError,
    "UnknownState": LookupError,
    "UnknownTrigger": LookupError,
    "UnknownLink": LookupError,
    "LinkDead": ValueError,
    "UnknownMessage": LookupError,
    "UnknownVersion": LookupError,
    "SchemaMissing": LookupError,
    "SchemaOlder": RuntimeError,
    "SchemaNewer": RuntimeError,
    "DatabaseMoved": FileNotFoundError,
    "StorageBusy": TimeoutError,
    "StorageUnavailable": ConnectionError,
    "StorageReadOnly": PermissionError,
    "StorageFull": OSError,
    "ChannelDown": ConnectionError,
    "ListenerFailed": RuntimeError,
    "SessionNeeded": RuntimeError,
}
"""What whoever knows nothing of duban can catch."""


def test_the_front_door_has_these_names_and_no_others() -> None:
    assert sorted(duban.__all__) == sorted(set().union(*NAMES.values()))
    for name in duban.__all__:
        assert getattr(duban, name).__name__ == name
    assert set(duban.__all__) <= set(dir(duban))
    with pytest.raises(AttributeError, match="no attribute 'engine_of_doom'"):
        _ = duban.engine_of_doom


def test_the_version_is_that_of_the_package() -> None:
    assert duban.__version__.count(".") == 2


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_takes_what_it_is_said_to_take(verb: str) -> None:
    shown, starred = [], False
    for parameter in list(inspect.signature(getattr(Engine, verb)).parameters.values())[1:]:
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            shown.append("*")
            starred = True
        shown.append(parameter.name)
    assert ", ".join(shown) == VERBS[verb]


def test_only_what_leaves_the_machine_is_awaited() -> None:
    assert [verb for verb in VERBS if inspect.iscoroutinefunction(getattr(Engine, verb))] == [
        "deliver",
        "tell_operators",
    ]


def test_every_verb_says_what_it_does() -> None:
    public = [name for name in dir(Engine) if not name.startswith("_")]
    assert [name for name in public if not inspect.getdoc(getattr(Engine, name))] == []


def test_every_error_also_is_what_it_means() -> None:
    for name, meaning in MEANINGS.items():
        assert issubclass(getattr(duban, name), meaning), name
    assert set(NAMES["errors"]) - set(MEANINGS) == {
        "EvidenceError",
        "Objection",
        "StorageError",
        "StorageConflict",
        "WorkflowError",
        "TransitionConflict",
        "Permanent",
        "Retryable",
        "Uncertain",
        "Unclear",
    }
    assert issubclass(duban.TransitionConflict, duban.TransitionRefused)


def test_values_cannot_be_changed() -> None:
    for name in (
        "Allowed",
        "Blocker",
        "HistoryEntry",
        "Instance",
        "Page",
        "Pending",
        "SweepResult",
        "TargetView",
        "DeliveryResult",
        "Migration",
        "Verification",
    ):
        value = getattr(duban, name)
        made = getattr(value, "__struct_config__", None) or value.__dataclass_params__
        assert made.frozen, name
        assert "__slots__" in vars(value), name
        assert callable(value.to_json), name


def test_importing_duban_loads_nothing_that_costs_time() -> None:
    code = "import sys, duban; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "sqlmodel", "pydantic", "transitions", "apscheduler", "jinja2", "holidays", "yaml", "typer"}
    assert heavy & set(done.stdout.split()) == set()


def test_importing_the_engine_loads_nothing_that_only_an_office_or_a_command_needs() -> None:
    code = "import sys; from duban import Engine; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "duban.workflow.engine" in loaded
    rooms = {name.split(".")[1] for name in loaded if name.startswith("duban.")}
    assert rooms == {"doors", "evidence", "hints", "notifiers", "scenarios", "states", "storage", "words", "workflow"}
    services = ("backups", "daemon", "doctor", "looking_ahead", "moving", "outbox_view", "playing", "simulating", "who")
    assert loaded & {f"duban.workflow.{name}" for name in services} == set()
    assert loaded & {"duban.storage.backup", "duban.storage.moving"} == set()
    libraries = {"aiosmtplib", "alembic", "apscheduler", "docx", "holidays", "httpx", "lxml", "rich", "typer"}
    assert libraries & {name.split(".")[0] for name in loaded} == set()


def test_a_star_brings_in_all_of_the_front_door() -> None:
    names: dict[str, object] = {}
    exec("from duban import *", names)  # noqa: S102 - only at a module's top can it be written
    assert set(names) - {"__builtins__"} == set(duban.__all__)
