"""The doctor's examination: it checks as much as it can, and changes or creates nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.channels import look_at_channels, look_at_made_channels
from duban.operations.doctor.checks import Check, Examination, broken_off, failed, fine, guarded, wanting
from duban.operations.doctor.daemons import look_at_heartbeat
from duban.operations.doctor.document_files import look_at_documents
from duban.operations.doctor.kept_files import look_at_files
from duban.operations.doctor.memory import look_at_database, look_at_instances, look_at_last_backup
from duban.operations.doctor.operators import look_at_operators
from duban.operations.doctor.people import look_at_people, look_at_scenario_units
from duban.operations.doctor.post import look_at_mailbox, look_at_reports
from duban.operations.doctor.templates import look_at_addresses, look_at_templates
from duban.scenarios import ScenarioError
from duban.states import StatesError
from duban.storage import StorageError
from duban.workflow import Directory, Engine, Settings, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.notifiers import Notifier
    from duban.operations.doctor.checks import Language
    from duban.workflow import Clock, Health

_ADVICE_TEXTS = {
    "settings": "correct the setting; {way_sample} writes a sample",
    "directory": "correct units.csv and contacts.csv line by line",
    "scenarios": "correct them; {way_check} looks at each",
    "database": "look at the address in the setting `database`",
}
_SHOWN = ("title", "scenario", "version")


def examine(
    config: str | Path | None = None,
    *,
    engine: Engine | None = None,
    language: Language = "zh",
    clock: Clock | None = None,
) -> Examination:
    """Check everything that an installation needs, as far as possible, without changing or creating anything.

    Each channel is asked whether it would accept messages, and none is sent. No error is raised: what fails becomes a
    check. `config` is the duban.toml, found as `Settings.load` does by default; an application that has an `engine`
    gives that instead.
    """
    with words.speaking(language):
        if engine is not None:
            figures: list[Health] = []
            return Examination(tuple(_of_engine(engine, figures)), figures[0] if figures else None)
        try:
            settings = Settings.load(config)
        except WorkflowError as error:
            return Examination((_refused("settings", error),))
        except Exception as error:  # noqa: BLE001 - whatever it is, the doctor says so
            return Examination((broken_off("settings", error),))
        health: list[Health] = []
        checks = tuple(_round(settings, clock, health))
        return Examination(checks, health[0] if health else None)


def _refused(code: str, error: Exception) -> Check:
    return failed(code, error, words.text(_ADVICE_TEXTS[code]))


def _round(settings: Settings, clock: Clock | None, health: list[Health]) -> Iterator[Check]:
    place = settings.folder.resolve()
    yield fine("settings", words.text("read; the folder is {place}", place=place))
    directory, whole = None, True
    try:
        directory, problems = settings.usable_directory()
        whole = not problems
        if problems:
            settings.load_directory()  # which says all of it
    except WorkflowError as error:
        yield _refused("directory", error)
    except Exception as error:  # noqa: BLE001 - as above
        yield broken_off("directory", error)
    try:
        ways = dict.fromkeys(settings.channels, _nothing_is_sent)
        who = (directory or Directory.empty()) if settings.directory_files else None
        engine = Engine(settings, directory=who, channels=ways, clock=clock, leave_out=True)
    except StorageError as error:
        yield _refused("database", error)
        return
    except Exception as error:  # noqa: BLE001 - as above
        foreseen = isinstance(error, WorkflowError | ScenarioError | StatesError | OSError)
        yield _refused("scenarios", error) if foreseen else broken_off("scenarios", error)
        yield from look_at_channels(settings)
        yield from guarded("mailbox", look_at_mailbox(settings))
        yield from guarded("receipts", look_at_reports(settings))
        return
    with engine:
        if directory is not None and whole:
            yield from guarded("directory", look_at_people(engine))
        yield from _rules(engine)
        yield from look_at_channels(settings)
        yield from guarded("mailbox", look_at_mailbox(settings))
        yield from guarded("receipts", look_at_reports(settings))
        yield from guarded("templates", look_at_templates(engine, settings.channel_factories))
        yield from guarded("addresses", look_at_addresses(engine, settings.channel_factories))
        yield from _memory(engine, health)
        yield from guarded("database", look_at_instances(engine))


def _of_engine(engine: Engine, health: list[Health]) -> Iterator[Check]:
    yield from guarded("directory", look_at_people(engine))
    yield from _rules(engine)
    yield from look_at_made_channels(engine.channels)
    yield from guarded("templates", look_at_templates(engine, lambda: engine.channels))
    yield from guarded("addresses", look_at_addresses(engine, lambda: engine.channels))
    yield from _memory(engine, health)


def _rules(engine: Engine) -> Iterator[Check]:
    yield from guarded("scenarios", _scenarios(engine))
    yield from guarded("scenario-units", look_at_scenario_units(engine))


def _memory(engine: Engine, health: list[Health]) -> Iterator[Check]:
    yield from guarded("operators", look_at_operators(engine))
    yield from guarded("database", look_at_database(engine, health))
    yield from guarded("backup", look_at_last_backup(engine))
    yield from guarded("files", look_at_files(engine))
    yield from guarded("fonts", look_at_documents(engine.settings))
    yield from guarded("heartbeat", look_at_heartbeat(engine))


def _nothing_is_sent() -> Notifier:
    """Make no channel: the doctor only needs to know of which media there are some."""
    raise NotImplementedError


def _scenarios(engine: Engine) -> Iterator[Check]:
    loaded = engine.definitions()
    told = (
        words.text("{title} ({scenario}, version {version})", **{name: getattr(each, name) for name in _SHOWN})
        for each in loaded
    )
    if loaded:
        yield fine("scenarios", words.listed(told))
    if left_out := engine.unusable:
        problems = words.Line("{problems:lines}", problems=[str(one) for one in left_out])
        yield wanting("scenarios", str(problems), words.text(_ADVICE_TEXTS["scenarios"]))
