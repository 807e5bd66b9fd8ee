"""运行检查: what the doctor finds and what to do about it, how far the office is behind, and what is set where."""

from __future__ import annotations

import os
import threading
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from duban import words
from duban.operations import examine, look_at_heartbeat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.operations import Check, Examination
    from duban.workflow import Engine, Health, Settings

KEPT_FOR = timedelta(minutes=1)
"""So long a check-up is shown again: it asks servers, and reads all that is open."""

_PREFIX = "DUBAN_"
_PLACES = {
    "messages": {"dead-letters", "refused", "sending", "down", "stopped", "channel"},
    "units": {"unreachable", "dead-addresses", "unknown-units", "scenario-units", "directory"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `page` is the desk's page on which it is mended, or `advice` says what to do."""

    name: str
    found: str
    advice: str
    page: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """The whole page: what has to be done, what will need attention, what is fine; the figures; the last backup."""

    at: datetime
    todo: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    fine: tuple[Finding, ...]
    figures: tuple[tuple[str, str], ...] = ()
    backup: str = ""


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting as it is in effect, and where it comes from; of a secret, only that there is one."""

    name: str
    value: str
    source: str


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    found: dict[str, tuple[datetime, Examination]] = field(default_factory=dict)


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


def checkup_of(engine: Engine, *, anew: bool = False) -> Checkup:
    """Return what the doctor finds; what it found within the last minute, unless it is asked anew."""
    kept, language = _kept.setdefault(engine, _Kept()), words.language()
    with kept.lock:
        known = kept.found.get(language)
        if known is None or anew or not timedelta(0) <= engine.now() - known[0] < KEPT_FOR:
            known = kept.found[language] = engine.now(), examine(engine=engine, language=language)
    at, found = known
    checks = found.checks
    return Checkup(
        at=at,
        todo=tuple(_finding(engine, each) for each in checks if not each.ok),
        notes=tuple(_finding(engine, each) for each in checks if each.ok and each.advice),
        fine=tuple(_finding(engine, each) for each in checks if each.ok and not each.advice),
        figures=() if found.health is None else tuple(_figures(found.health)),
        backup=next((each.found for each in checks if each.code == "backup"), ""),
    )


def _finding(engine: Engine, check: Check) -> Finding:
    page = next((page for page, codes in _PLACES.items() if any(_is(check.code, code) for code in codes)), "")
    if page == "units" and not engine.keeps_directory:
        page = ""  # it only shows there who is who
    return Finding(check.name, check.found, "" if page else check.advice, page)


def _is(code: str, kind: str) -> bool:
    return code == kind or code.startswith(f"{kind}-")


def _figures(health: Health) -> Iterator[tuple[str, str]]:
    yield words.text("oldest due step that is not handled"), _waited(health.lag_seconds)
    yield words.text("oldest message that could leave"), _waited(health.outbox_seconds)
    yield words.text("messages that failed"), str(health.dead_letters)
    yield words.text("waiting for a decision"), str(health.pending)
    yield words.text("units with work that nobody can reach"), str(health.unreachable)


def _waited(seconds: float) -> str:
    return words.text("none waits") if seconds < 1 else words.elapsed(seconds)


def heart_line(engine: Engine) -> str:
    """Return in words that the daemon's heart stands still, by the file in which it beats; nothing while it beats."""
    try:
        beat: Check | None = next(iter(look_at_heartbeat(engine)), None)
    except OSError:
        return ""
    return "" if beat is None or beat.ok else words.text("nothing is sent or reminded: {found}", found=beat.found)


# -- settings ---------------------------------------------------------------------------------------------------------


def settings_of(settings: Settings) -> tuple[SettingView, ...]:
    """Return every setting that differs from what it is by default, or comes from outside; secrets are not shown."""
    file = _file(settings)
    given = _flat("", tomllib.loads(file.read_text("utf-8"))) if file is not None else {}
    name = "" if file is None else file.name
    return tuple(
        SettingView(key, value, _source(key, given, name)) for key, value in _leaves("", settings) if key != "folder"
    )


def _file(settings: Settings) -> Path | None:
    file = Path(os.environ.get("DUBAN_CONFIG", settings.folder / "duban.toml"))
    return file if file.is_file() else None


def _flat(prefix: str, table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        found |= _flat(f"{key}.", value) if isinstance(value, dict) else {key: value}
        found[key] = value
    return found


def _source(key: str, given: Mapping[str, Any], file: str) -> str:
    variable = _PREFIX + key.upper().replace(".", "__")
    if any(name.upper() == variable for name in os.environ):
        return words.text("environment variable {variable}", variable=variable)
    return file if key in given else words.text("by default")


def _leaves(prefix: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever a setting is
    """Yield settings by their names, as duban.toml has them, those below tables too."""
    fields: Mapping[str, Any] = getattr(type(value), "model_fields", {})
    extra: Mapping[str, Any] = getattr(value, "model_extra", None) or {}
    for name in (*fields, *extra):
        key, each = f"{prefix}{name}", getattr(value, name)
        of_channel = name in extra and name not in _OPEN
        hidden = of_channel or (name in fields and not fields[name].repr)
        if hasattr(type(each), "model_fields"):
            yield from _leaves(f"{key}.", each)
        elif isinstance(each, dict):
            for inner, one in each.items():
                below = hasattr(type(one), "model_fields")
                yield from (
                    _leaves(f"{key}.{inner}.", one) if below else [(f"{key}.{inner}", _shown(inner, one, hidden))]
                )
        else:
            yield key, _shown(name, each, hidden)


_OPEN = {"host", "port", "sender", "username", "folder", "tls", "security", "from", "ca_file", "password_file"}
"""What a channel's own settings show: what else one takes as a secret is not known here."""


def _shown(name: str, value: Any, hidden: bool) -> str:  # noqa: ANN401, FBT001 - likewise
    if value in (None, "", (), {}):
        return words.text("not set")
    if hidden or (isinstance(value, str) and words.is_secret(name) and not name.endswith("_file")):
        return words.text("set, and not shown")
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if isinstance(value, tuple | list):
        return words.listed(map(str, value))
    return words.masked(str(value))
