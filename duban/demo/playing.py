"""Running the demo: a work plan is imported, and its year played on a virtual clock by the real engine and services."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
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
from duban.workflow import (
    DeskSettings,
    Digests,
    Directory,
    Engine,
    FixedClock,
    MadeUpPeople,
    Settings,
    SystemClock,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from duban.demo.cast import Step
    from duban.ledger import ImportResult, Notice
    from duban.states import WorkingCalendar
    from duban.workflow import Progress

_CALLS = {"市优化办": "方晓宁 0711-5550142", "市督考办": "段知远 0711-5550160"}
"""Whom to ring, as messages say it."""
_SCENARIO = "task"
_SENDER = "督办平台 <duban@demo.example>"
_DIGESTS = Digests(sms_template="SMS_300100", sms_sign="云川市优化办")
"""An office's own settings gather what is not urgent; an embedded engine's do not, unless they are told to."""

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
    clock = FixedClock(SystemClock().now())
    # The sample, its people and all texts about them are Chinese, whatever the terminal's language.
    with staged(notice_path, DemoFolder(out), clock, mail=channel) as stage, words.speaking("zh"):
        return _told(stage, Show(console or Console()), progress)


@contextmanager
def staged(
    notice_path: Path | None,
    folder: DemoFolder,
    clock: FixedClock,
    *,
    mail: Callable[[], Notifier],
    more: Mapping[str, object] | None = None,
) -> Iterator[Stage]:
    """Yield a plan with an engine on a new database, at the hour at which the plan is issued.

    `more` are settings of the engine beside its database. Raises what `run_demo` raises of a plan and its folder.
    """
    notice = read_notice_file(SAMPLES / "plan.txt" if notice_path is None else notice_path)
    if notice_path is None:
        directory = Directory.load(SAMPLES / "units.csv", SAMPLES / "contacts.csv")
    else:
        directory = MadeUpPeople()
    folder.clear()
    more = {"digests": _DIGESTS, "desk": desk_of_demo(notice_path), "calls": _CALLS, **(more or {})}
    settings = Settings.plain(folder.database_url).model_copy(update=more)
    scenarios, channels = [shipped(_SCENARIO)], _channels(folder, mail)
    with Engine(settings, scenarios=scenarios, directory=directory, channels=channels, clock=clock) as engine:
        calendar = engine.working_calendar(_SCENARIO)
        clock.set(_start(notice, calendar, clock))
        yield Stage(engine=engine, clock=clock, calendar=calendar, folder=folder, notice=notice)


def desk_of_demo(notice_path: Path | None, port: int | None = None) -> DeskSettings:
    """Return the settings of the demo's desk: mails lead to where `duban demo --serve` has it."""
    title = "云川市督办台" if notice_path is None else "督办台"
    port = DeskSettings().port if port is None else port
    return DeskSettings(title=title, port=port, url=f"http://localhost:{port}" if port else None)


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
class Stage:
    """A plan, and the engine on which its year is played."""

    engine: Engine
    clock: FixedClock
    calendar: WorkingCalendar
    folder: DemoFolder
    notice: Notice

    @property
    def now(self) -> datetime:
        """Return the present instant, in local time."""
        return self.engine.now().astimezone(self.calendar.timezone)

    def imported(self) -> tuple[ImportResult, list[LedgerRow], dict[str, Conduct], list[Step]]:
        """Open the tasks of the plan; return them, how each of them will go, and every act of the year."""
        engine = self.engine
        office = default_importer(engine.definition(_SCENARIO))
        result = import_notice(engine, self.notice, by=office or "", scenario=_SCENARIO)
        rows = ledger_rows(engine)
        parts = cast(rows)
        return result, rows, parts, script(rows, parts, engine=engine, scenario=_SCENARIO)

    def end(self, rows: list[LedgerRow], parts: dict[str, Conduct]) -> datetime:
        """Return the last evening of January after the plan's year, or a later one by which all ladders are over."""
        days = [date(self.calendar.local_date(self.engine.now()).year + 1, 1, 31)]
        days += [row.deadline + _LADDER for row in rows if parts[row.number] is Conduct.NEVER and row.deadline]
        return self.calendar.end_of(max(days)) - timedelta(hours=6)


def _told(stage: Stage, show: Show, progress: Progress | None) -> DemoResult:
    """Import the plan, play its year, write the files, and show what happened."""
    engine = stage.engine
    imported, opening, parts, steps = stage.imported()
    show.opening(imported, opening, stage.now)
    end = stage.end(opening, parts)
    played = asyncio.run(play(engine, stage.clock, steps, until=end, progress=progress))
    rows = ledger_rows(engine, scenario=_SCENARIO, viewer="")
    posted = read_posted(engine, rows)
    verification = engine.verify()
    result = DemoResult(stage.folder, imported, parts, tuple(rows), tuple(posted), played, verification)
    _leave(stage, result)
    show.year(result, stage.now)
    return result


def _leave(stage: Stage, result: DemoResult) -> None:
    write_posted(result.posted, stage.folder.messages)
    found, notice = result.verification, stage.notice
    proof = (
        f"核验：{found.instances}件事项、{found.entries}条办理记录的校验值逐条重算，前后相接，未发现改动。"
        if found.ok
        else f"核验：发现{len(found.findings)}处改动。"
    )
    page = render_page(
        result.rows,
        title=f"{notice.title or '重点任务'}督办台账",
        document_no=notice.document_no,
        as_of=stage.now,
        proof=proof,
    )
    stage.folder.page.write_text(page, "utf-8")
