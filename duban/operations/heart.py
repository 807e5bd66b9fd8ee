"""The daemon's heartbeat: a file and a URL that show an outside monitor that it is well."""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from duban import words
from duban.workflow import Complaints, event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.workflow import Health, Heartbeat

log = logging.getLogger("duban.heartbeat")

_PATIENCE = 10
"""How long the heartbeat's URL may take to answer, in seconds."""


class Heart:
    """Beats while the daemon is well: after each time that both a sweep and a drain have completed.

    After its start the daemon has `longest_wait_seconds` to catch up with what has waited while no daemon ran, or what
    another daemon holds. The beat has the digests of the `scenarios` that the daemon works by.
    """

    def __init__(self, settings: Heartbeat, folder: Path, *, scenarios: Callable[[], Mapping[str, str]] = dict) -> None:
        self._settings = settings
        self._scenarios = scenarios
        self._file = None if settings.file is None else folder / settings.file
        self._swept = self._drained = False
        self._started: datetime | None = None
        self._silent: str | None = None
        self._complaints = Complaints(log)

    def swept(self) -> None:
        """Note that a sweep has completed."""
        self._swept = True

    def drained(self) -> None:
        """Note that a drain has completed."""
        self._drained = True

    @property
    def has_beaten(self) -> bool:
        """Return whether the heart of a daemon has ever beaten here, as far as a file shows it."""
        return self._file is not None and read_beat(self._file) is not None

    @property
    def may_beat(self) -> bool:
        """Return whether a sweep and a drain have completed since the last beat.

        Figures read before that would include work that the running sweep is about to finish.
        """
        return self._swept and self._drained

    def beat(self, health: Health) -> bool:
        """Beat if the daemon is well, and return whether it did; never raises."""
        if not self.may_beat:
            return False
        self._swept = self._drained = False
        sickness = self._sickness(health)
        if sickness != self._silent:
            if sickness is None:
                log.info(event("heartbeat back"))
            else:
                advice = "{way_health} says what to do; it beats again by itself"
                log.warning(event("heartbeat stopped", reason=sickness, advice=advice))
            self._silent = sickness
        if sickness is not None:
            return False
        try:
            self._leave(health)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from beating, the daemon goes on working
            reason = str(error) or type(error).__name__
            self._complaints.failed("beat", reason, advice="see [heartbeat] in duban.toml")
            return False
        self._complaints.done("beat")
        return True

    def _sickness(self, health: Health) -> str | None:
        self._started = min(self._started or health.at, health.at)  # the clock may be set back
        longest = timedelta(seconds=self._settings.longest_wait_seconds)
        return health.sickness(longest) if health.at - self._started > longest else None

    def _leave(self, health: Health) -> None:
        if self._file is not None:
            write_beat(self._file, health, scenarios=self._scenarios())
        if self._settings.url is not None:
            _ask_for(self._settings.url)


def _ask_for(url: str) -> None:
    """Ask for a URL; raises ConnectionError, which never tells the URL: whoever knows it can beat in our place."""
    import httpx  # noqa: PLC0415 - without a URL it is not needed

    host = urlsplit(url).hostname
    try:
        status = httpx.get(url, timeout=_PATIENCE, follow_redirects=True).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ConnectionError(words.at(host, type(error).__name__)) from None
    if status >= httpx.codes.BAD_REQUEST:
        raise ConnectionError(words.at(host, f"HTTP {status}"))


def write_beat(file: Path, health: Health, *, scenarios: Mapping[str, str]) -> None:
    """Replace the last beat in the file atomically."""
    beat = {**health.to_json(), "pid": os.getpid(), "scenarios": dict(scenarios)}
    with NamedTemporaryFile("w", dir=file.parent, prefix=f".{file.name}.", delete=False, encoding="utf-8") as fresh:
        json.dump(beat, fresh, ensure_ascii=False)
    Path(fresh.name).chmod(0o644)
    Path(fresh.name).replace(file)


def read_beat(file: Path) -> datetime | None:
    """Return when the daemon's heart beat last; None if no beat can be read."""
    try:
        return datetime.fromisoformat(json.loads(file.read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_scenarios(file: Path) -> dict[str, str]:
    """Return the digests of the scenarios in the last beat, by name; empty if no beat can be read."""
    try:
        return {str(name): str(digest) for name, digest in json.loads(file.read_text("utf-8"))["scenarios"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
