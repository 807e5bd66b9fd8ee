"""Tells the operators once a day what keeps messages or work from people, past the outbox: that may be what fails."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from duban import words
from duban.notifiers import ChannelDown, Message, NotifierError, connected
from duban.states import Jsonable
from duban.storage import telling
from duban.words import Reason
from duban.workflow.logs import event
from duban.workflow.reads import Trouble, find_troubles, stopped_accounts
from duban.workflow.services.operators_message import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from duban.notifiers import Notifier
    from duban.workflow.core import Core
    from duban.workflow.services.recurring import Recurring

log = logging.getLogger("duban.operators")

_CLAIM = timedelta(minutes=10)
"""How long one process may take to tell them before another may."""

_PAUSE = timedelta(hours=1)
"""How long after an attempt that reached nobody it is repeated."""

_LATEST = 2 * _PAUSE
"""No claim or pause ends later than this, unless it was set by a clock that was wrong."""

_ADVICE = "see [operators] and [channels] in duban.toml; it is tried again in an hour"


@dataclass(frozen=True, slots=True)
class OperatorsTold(Jsonable):
    """What the operators were told: the troubles found, and the addresses that took the message.

    `failed` has for each medium that did not take it the reason. Without any trouble, or if they have been told today,
    it is empty. If no operator is set there are troubles, and nobody who is told.
    """

    troubles: tuple[Trouble, ...] = ()
    to: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)


class TellingOperators:
    """Tells the operators; once a day, however many processes look, and as long as something is wrong."""

    def __init__(self, core: Core, recurring: Recurring) -> None:
        self._core = core
        self._recurring = recurring
        self._ways = core.settings.operators.ways()
        # As long as a message of the outbox may take; it is for all addresses of a medium together.
        self._patience = core.settings.lease_seconds / 2

    async def run_once(self) -> OperatorsTold:
        """Look for trouble, and tell the operators of it unless they have been told today.

        A trouble that is there in the morning is told of at opening time, a new one at once. That the account of a
        channel was stopped is told of even if they have been told today, for nothing but a person can mend it.
        """
        with words.speaking(self._core.settings.operators.locale):
            now = self._core.now()
            day = self._core.calendar.local_date(now)
            troubles, told = await asyncio.to_thread(self._look, now, day)
            if not troubles or not self._ways:
                return OperatorsTold(tuple(troubles))
            if not await asyncio.to_thread(self._claim, now, day, troubles, told):
                return OperatorsTold()
            took, failed = await self._tell(troubles, now, day)
            await asyncio.to_thread(self._settle, took, failed, day, troubles, told)
            reasons = {medium: words.told(why) for medium, why in failed.items()}
            if took:
                log.info(event("operators told", troubles=len(troubles), addresses=len(took), **reasons))
            else:
                log.warning(event("operators not told", troubles=len(troubles), **reasons, advice=_ADVICE))
        return OperatorsTold(tuple(troubles), took, reasons)

    def _look(self, now: datetime, day: date) -> tuple[list[Trouble], telling.Telling | None]:
        """Return what they are to be told of now, and when they were told today if that was not all.

        It is nothing if they have been told today, but for accounts stopped since, or will be later.
        """
        with self._core.database.reading() as connection:
            days = telling.read_days(connection, by=day, limit=2) if self._ways else []
            if self._rests(days, now, day):
                today = days[0] if days and days[0].day == day and days[0].told_at is not None else None
                if today is None or not (stopped := stopped_accounts(self._core, connection, now)):
                    return [], None
                told = json.loads(today.how).get("stopped", [])
                return [one for one in stopped if one.names[0] not in told], today
            recurring = self._recurring.impossible()
            return find_troubles(self._core, connection, now, recurring=recurring), None

    def _rests(self, days: Sequence[telling.Telling], now: datetime, day: date) -> bool:
        found = {one.day: one for one in days}
        today, before = found.get(day), found.get(day - timedelta(days=1))
        if today is not None:
            return today.told_at is not None or now < today.until <= now + _LATEST
        told_before = before is not None and before.told_at is not None
        return told_before and now < self._core.calendar.opening(day)

    def _claim(self, now: datetime, day: date, troubles: list[Trouble], told: telling.Telling | None) -> bool:
        with self._core.database.writing() as connection:
            if told is not None:
                return telling.claim_once_more(connection, told, how=_how(json.loads(told.how), troubles))
            return telling.claim_day(connection, day, now=now, until=now + _CLAIM, latest=now + _LATEST)

    async def _tell(self, troubles: list[Trouble], now: datetime, day: date) -> tuple[tuple[str, ...], dict[str, str]]:
        """Send the message by the first medium that takes it, those whose channel is down last.

        Return the addresses that took it, and of each medium that did not, or not for all, the reason as it is kept.
        """
        down = {one.names[0] for one in troubles if one.code in {"down", "stopped"}}
        failed: dict[str, str] = {}
        for medium in sorted(self._ways, key=lambda medium: medium in down):
            took, error = await self._by(medium, troubles, now, day)
            if error is not None:
                failed[medium] = words.kept(Reason("failed", {"answer": error}))
            if took:
                return took, failed
        return (), failed

    async def _by(
        self, medium: str, troubles: list[Trouble], now: datetime, day: date
    ) -> tuple[tuple[str, ...], Exception | None]:
        """Send it to every address of a medium; return those that took it, and the first error."""
        took: list[str] = []
        first: Exception | None = None
        factory = self._core.channels.get(medium)
        if factory is None:
            problem = words.Line(
                "no channel for {medium} is set up: see [channels.{medium}] in duban.toml", medium=medium
            )
            return (), ChannelDown(problem)
        try:
            async with asyncio.timeout(self._patience), connected(factory()) as notifier:
                for address in self._ways[medium]:
                    error = await self._send(notifier, self._message(medium, address, troubles, now, day))
                    first = first or error
                    took += [] if error else [address]
        except TimeoutError:
            late = words.Line("no answer within {seconds} seconds", seconds=f"{self._patience:g}")
            first = first or ChannelDown(late)
        except Exception as error:  # noqa: BLE001 - a channel can fail in any way, and then the next one is tried
            first = first or _told(error)
        return tuple(took), first

    async def _send(self, notifier: Notifier, message: Message) -> Exception | None:
        try:
            await notifier.send(message)
        except ChannelDown:
            raise
        except NotifierError as error:
            return error
        return None

    def _message(self, medium: str, address: str, troubles: list[Trouble], now: datetime, day: date) -> Message:
        """Return the message to one address; its identity is that of the day, so that a repeat can be recognised."""
        settings = self._core.settings
        mark = hashlib.sha256(f"{medium} {address}".encode()).hexdigest()[:16]
        at = now.astimezone(self._core.calendar.timezone)
        return Message(
            id=f"operators-{day.isoformat()}-{mark}@{settings.message_domain}",
            medium=medium,
            to=address,
            created_at=now,
            **wording(medium, troubles, settings.operators, where=self._core.database.where, at=at),
        )

    def _settle(
        self,
        took: tuple[str, ...],
        failed: dict[str, str],
        day: date,
        troubles: list[Trouble],
        told: telling.Telling | None,
    ) -> None:
        now = self._core.now()
        if told is not None and not took:  # as before, so that it is tried again
            with self._core.database.writing() as connection:
                telling.settle_day(connection, day, until=told.until, told_at=told.told_at, how=told.how)
            return
        before = {} if told is None else json.loads(told.how)
        how = _how({**before, "to": list(took), "failed": failed}, troubles if took else [])
        with self._core.database.writing() as connection:
            telling.settle_day(connection, day, until=now + _PAUSE, told_at=now if took else None, how=how)


def _how(told: dict[str, Any], troubles: Sequence[Trouble]) -> str:
    """Return how they were told as it is stored, with the accounts that they have been told are stopped."""
    stopped = {*told.get("stopped", ()), *(one.names[0] for one in troubles if one.code == "stopped")}
    return json.dumps({**told, **({"stopped": sorted(stopped)} if stopped else {})}, ensure_ascii=False)


def _told(error: Exception) -> Exception:
    return error if isinstance(error, NotifierError) else ChannelDown(f"{type(error).__name__}: {error}")
