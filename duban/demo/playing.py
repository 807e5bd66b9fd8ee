"""Running the demo: a work plan is imported, and its year played on a virtual clock by the real engine and services."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console

from duban import words
from duban.demo.acting import play
from duban.demo.cast import Conduct, cast, script
from duban.demo.folder import DemoFolder
from duban.demo.post import read_posted, write_posted
from duban.demo.result import DemoResult
from duban.demo.sample import SAMPLES
from duban.demo.show import Show
from duban.ledger import (
    LedgerRow,
    default_importer,
    import_notice,
    ledger_rows,
    read_notice_file,
    render_page,
)
from duban.notifiers import FileNotifier, Notifier, SmtpNotifier
from duban.scenarios import shipped
from duban.states import USUAL_MEDIUM, media
from duban.workflow import Directory, Engine, FixedClock, MadeUpPeople, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duban.ledger import Notice
    from duban.states import Definition, WorkingCalendar
    from duban.workflow import Progress

_SCENARIO = "task"
_SENDER = "督办平台 <duban@demo.example>"
_OPENS_AT = time(9)
_LEAD_TIME = timedelta(days=60)
"""How long before its first deadline a plan is assumed to be issued, if it does not say."""

_LADDER = timedelta(days=30)
"""Longer than from the deadline to the ladder's last rung, holidays included."""


def run_demo(
    notice_path: Path | None,
    *,
    out: Path,
    smtp_url: str | None = None,
    smtp_password: str | None = None,
    console: Console | None = None,
    progress: Progress | None = None,
) -> DemoResult:
    """Import a notice, by default the sample, and play its year; leave database, messages and page in `out`.

    Mail is written to files, or sent to a real server by `smtp_url` (as `SmtpNotifier.from_url` reads it),
    whose password can be given by itself.

    Raises:
        NoticeError: if the notice cannot be read as a work plan.
        DemoFolderTaken: if `out` has anything other than an earlier demo.
        DemoChannelDown: if the mail cannot leave.
        BadSetting: if `smtp_url` cannot be used.
        OSError: if a file cannot be read or written.

    """
    channel = _mail_channel(out, smtp_url, smtp_password)
    path = SAMPLES / "plan.txt" if notice_path is None else notice_path
    notice = read_notice_file(path)
    definition = shipped(_SCENARIO)
    if notice_path is None:
        directory = Directory.load(SAMPLES / "units.csv", SAMPLES / "contacts.csv")
    else:
        directory = MadeUpPeople()
    folder = DemoFolder(out)
    folder.clear()
    clock = FixedClock(SystemClock().now())
    channels = _channels(folder, channel)
    with Engine(
        folder.database_url, scenarios=[definition], directory=directory, channels=channels, clock=clock
    ) as engine:
        calendar = engine.working_calendar(_SCENARIO)
        clock.set(_start(notice, calendar, clock))
        show = Show(console or Console())
        demo = _Demo(engine=engine, clock=clock, calendar=calendar, definition=definition, folder=folder, show=show)
        # The sample, its people and all texts about them are Chinese, whatever the terminal's language.
        with words.speaking("zh"):
            return demo.run(notice, progress)


def _channels(folder: DemoFolder, mail: Callable[[], Notifier]) -> dict[str, Callable[[], Notifier]]:
    """Return a factory of the notifier for each medium: all but mail is written to files."""
    others = dict.fromkeys(
        (medium.name for medium in media()), partial(FileNotifier, folder=folder.sms, sender=_SENDER)
    )
    return {**others, USUAL_MEDIUM: mail}


def _mail_channel(out: Path, smtp_url: str | None, password: str | None) -> Callable[[], Notifier]:
    """Return a factory of the notifier for mail; raises BadSetting at once if the URL cannot be used."""
    if smtp_url is None:
        return lambda: FileNotifier(folder=DemoFolder(out).mail, sender=_SENDER)
    SmtpNotifier.from_url(smtp_url, password=password)
    return lambda: SmtpNotifier.from_url(smtp_url, password=password)


def _start(notice: Notice, calendar: WorkingCalendar, clock: FixedClock) -> datetime:
    deadlines = [item.deadline_date for item in notice.items if item.deadline_date is not None]
    day = notice.issued_on
    if day is None:
        day = min(deadlines) - _LEAD_TIME if deadlines else calendar.local_date(clock.now())
    return datetime.combine(day, _OPENS_AT, tzinfo=calendar.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    """One run of the demo."""

    engine: Engine
    clock: FixedClock
    calendar: WorkingCalendar
    definition: Definition
    folder: DemoFolder
    show: Show

    def run(self, notice: Notice, progress: Progress | None) -> DemoResult:
        """Import the plan, play its year, write the files, and show what happened."""
        engine, show = self.engine, self.show
        office = default_importer(self.definition)
        imported = import_notice(engine, notice, by=office or "", scenario=_SCENARIO)
        opening = ledger_rows(engine)
        show.opening(imported, opening, self._local_now())
        parts = cast(opening)
        steps = script(opening, parts, engine=engine, scenario=_SCENARIO)
        end = self._end(opening, parts)
        played = asyncio.run(play(engine, self.clock, steps, until=end, progress=progress))
        rows = ledger_rows(engine, scenario=_SCENARIO, viewer="")
        posted = read_posted(engine, rows)
        verification = engine.verify()
        result = DemoResult(self.folder, imported, parts, tuple(rows), tuple(posted), played, verification)
        self._leave(result, notice)
        show.year(result, self._local_now())
        return result

    def _leave(self, result: DemoResult, notice: Notice) -> None:
        write_posted(result.posted, self.folder.messages)
        found = result.verification
        proof = (
            f"核验：{found.instances}件事项、{found.entries}条办理记录的校验值逐条重算，前后相接，未发现改动。"
            if found.ok
            else f"核验：发现{len(found.findings)}处改动。"
        )
        page = render_page(
            result.rows,
            title=f"{notice.title or '重点任务'}督办台账",
            document_no=notice.document_no,
            as_of=self._local_now(),
            proof=proof,
        )
        self.folder.page.write_text(page, "utf-8")

    def _end(self, rows: list[LedgerRow], parts: dict[str, Conduct]) -> datetime:
        """Return the last evening of January after the plan's year, or a later one by which all ladders are over."""
        days = [date(self.calendar.local_date(self.engine.now()).year + 1, 1, 31)]
        days += [row.deadline + _LADDER for row in rows if parts[row.number] is Conduct.NEVER and row.deadline]
        return self.calendar.end_of(max(days)) - timedelta(hours=6)

    def _local_now(self) -> datetime:
        return self.engine.now().astimezone(self.calendar.timezone)
