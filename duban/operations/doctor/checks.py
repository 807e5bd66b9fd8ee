"""What the doctor reports: one check for each thing that was looked at, in either language."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from duban.workflow import Health

log = logging.getLogger("duban.doctor")

_LONGEST_TOLD = 300

Language = Literal["zh", "en"]
Both = tuple[str, str]
"""One text in Chinese and in English."""

SHOWN = 10
"""So many names are listed, and then how many there are."""

_NAMES: dict[str, Both] = {
    "settings": ("设置", "Settings"),
    "directory": ("名录", "Directory"),
    "scenarios": ("场景", "Scenarios"),
    "scenario-units": ("场景单位", "Units in scenarios"),
    "channels": ("通道", "Channels"),
    "channel": ("通道 {}", "Channel {}"),
    "database": ("数据库", "Database"),
    "clock": ("时钟", "Clock"),
    "due": ("到期处理", "Due steps"),
    "sending": ("发送", "Sending"),
    "dead-letters": ("死信", "Dead letters"),
    "unknown-units": ("未知单位", "Unknown units"),
    "unreachable": ("联系不上", "Unreachable"),
    "calendar": ("日历", "Calendar"),
    "heartbeat": ("心跳", "Heartbeat"),
    "daemon": ("守护进程", "Daemon"),
}


@dataclass(frozen=True, slots=True)
class Check(Jsonable):
    """One thing that was looked at: what was found, and what to do where it is found wanting.

    `code` is the same in every language. Advice where all is `ok` is about something that draws near.
    """

    code: str
    name: str
    ok: bool
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Examination(Jsonable):
    """All that was looked at, and the figures where the database could be read."""

    _json = ("ok", ...)

    checks: tuple[Check, ...]
    health: Health | None = None

    @property
    def ok(self) -> bool:
        """Return whether nothing is found wanting."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check in both languages; `which` completes its name, such as a channel's medium."""

    code: str
    ok: bool
    found: Both
    advice: Both = ("", "")
    which: str = ""

    def told(self, language: Language) -> Check:
        """Return the check in one language."""
        place = 0 if language == "zh" else 1
        code = f"{self.code}-{self.which}" if self.which else self.code
        name = _NAMES[self.code][place].format(self.which)
        return Check(code, name, self.ok, self.found[place], self.advice[place])


def fine(code: str, found: Both, *, note: Both = ("", ""), which: str = "") -> Finding:
    """Return that nothing is wrong; `note` is what had better be done all the same."""
    return Finding(code, ok=True, found=found, advice=note, which=which)


def wanting(code: str, found: Both, advice: Both, *, which: str = "") -> Finding:
    """Return what is wrong, and what to do."""
    return Finding(code, ok=False, found=found, advice=advice, which=which)


def failed(code: str, error: Exception, advice: Both, *, which: str = "") -> Finding:
    """Return an error as what is wrong; it says so itself."""
    return wanting(code, (str(error), str(error)), advice, which=which)


def guarded(code: str, look: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what a look finds; whatever breaks it off is a finding too, so that all else is looked at still."""
    try:
        yield from look
    except Exception as error:  # noqa: BLE001 - nobody knows how
        yield broken_off(code, error)


def broken_off(code: str, error: Exception, *, which: str = "") -> Finding:
    """Return an error that nobody foresaw as what is wrong."""
    log.debug("the doctor's check of %s broke off", code, exc_info=error)
    told = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_TOLD]
    return wanting(
        code,
        (f"检查中断：{told}", f"the check broke off: {told}"),
        (
            "排除所示原因；原因不明的，请将此信息报告 duban（或所用插件）的开发者",
            "remove the cause; where it is not plain, report these words to the makers of duban or of the plug",
        ),
        which=which,
    )


def some(names: Sequence[str]) -> Both:
    """Return names in a row, the first of them where there are many, with how many there are."""
    listed = "、".join(names[:SHOWN])
    if len(names) <= SHOWN:
        return listed, listed
    return f"{listed}等，共{len(names)}个", f"{listed} and more, {len(names)} in all"


def late(since: datetime | None, now: datetime, grace: timedelta) -> Both | None:
    """Return in words how long something has been waiting; None where that is within the grace."""
    if since is None or now - since <= grace:
        return None
    return span(now - since)


def span(length: timedelta) -> Both:
    """Return a length of time in words, days or minutes."""
    if length.days:
        return f"{length.days}天", f"{length.days} days"
    minutes = int(length.total_seconds() // 60)
    return f"{minutes}分钟", f"{minutes} minutes"
