"""Composing messages: one outbox row per addressee, with the facts that the templates will see."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from duban import words
from duban.states import Rung, due_first, medium_named, pack, parse_duration, time_over
from duban.storage import NewMessage, outbox
from duban.workflow.instance.leaving import Leaving
from duban.workflow.instance.preferring import in_order
from duban.workflow.people import takes_over
from duban.workflow.rules import (
    NOTHING,
    OWN_NAMES,
    clock_in_message,
    each_kept,
    item_of,
    reports_kept,
    sheet_kept,
    targets_kept,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from duban.states import Actor, Announcement, Changed, ClockLedger, Index, Light, Subject
    from duban.words import Language
    from duban.workflow.digests import Digests
    from duban.workflow.fallback import Fallback
    from duban.workflow.people import Addressee, Postmaster
    from duban.workflow.rules import Compiled, Wants


_LONG = 32
"""The characters of an id and of a salt."""


class _Told(NamedTuple):
    """A clock with its lights, by which rules and when it was told of, and what messages `keep` of it."""

    ledger: ClockLedger
    lights: Mapping[Light, datetime] | None
    compiled: Compiled
    now: datetime
    keep: dict[str, Any]


_last: _Told | None = None
"""The clock that was told of last: messages that are decided at one time tell of clocks that are all the same."""


def compose(
    compiled: Compiled,
    subject: Subject,
    postmaster: Postmaster,
    source: Rung | Announcement,
    *,
    message: str,
    ledger: ClockLedger | None,
    now: datetime,
    index: Index,
    domain: str,
    digests: Digests,
    fallback: Fallback,
    decision: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    changed: Changed | None = None,
    act: Mapping[str, Any] | None = None,
    paper: Mapping[str, Any] | None = None,
    about: ClockLedger | None = None,
) -> list[NewMessage]:
    """Return the outbox rows of a message, without the key of their instance; one that reaches nobody is dead at once.

    The facts are those of this moment, so that a retry says what the first attempt said. Private values are left out:
    the dispatcher reads them from where they can be erased.
    """
    calendar = compiled.calendar
    leaving = Leaving(compiled, subject, source, ledger=ledger, paper=paper, now=now, digests=digests)
    addressees = postmaster.addressees(
        compiled.definition,
        subject,
        compiled.spoken(message),
        notify=source.notify,
        copy=source.copy,
        on=calendar.local_date(leaving.next),  # who is away by then does not read it
        changed=changed,
    )
    placed = in_order(addressees, fallback, urgent=source.urgent)
    shown = ledger or about or due_first(subject)  # an announcement speaks of the clock due first
    facts: dict[str, Any] = {
        "item": item_of(compiled, subject, now=now, index=index),
        "clock": None if shown is None else _clock(compiled, shown, now=now, index=index),
    }
    languages: set[Language] = {words.language_of(each.locale) for each in addressees}
    needs = compiled.needs(message, *languages)
    if needs.each:
        facts["each"] = each_kept(compiled, subject)
    for name in needs.reports:
        facts[name] = reports_kept(subject) if name == "last" else sheet_kept(subject)
    wants = needs.wants
    if wants is not NOTHING:
        facts |= _wanted(compiled, subject, postmaster, wants, act or {}, now=now, index=index)
        facts |= _days_after(compiled, wants, leaving.next)
    if decision is not None:
        facts["decision"] = dict(decision)
    if said is not None:
        facts["said"] = dict(said)
    if paper is not None:
        facts["paper"] = dict(paper)
    clock, lap = (None, None) if ledger is None else (ledger.name, ledger.lap)
    seq = (decision or said or {}).get("seq")
    rung = source.id if isinstance(source, Rung) else None if seq is None else reminder_of(seq)
    rows = [
        NewMessage(
            message_id=f"{drawn[:_LONG]}@{domain}",
            instance_id=None,
            number=subject.number,
            definition=compiled.definition.digest,
            message=message,
            facts=_packed(compiled, message, facts, addressee, behind=behind, alone=leaving.alone(addressee)),
            medium=addressee.medium,
            unit=addressee.unit,
            contact=addressee.contact,
            address=addressee.address,
            is_copy=addressee.is_copy,
            urgent=source.urgent,
            clock=clock,
            round=subject.round,
            lap=lap,
            rung=rung,
            status=outbox.PENDING if addressee.address else outbox.DEAD,
            not_before=now,
            attempts=0,
            created_at=now,
            settled_at=None if addressee.address else now,
            reason=None if addressee.address else words.kept(*addressee.reasons),
            salt=drawn[_LONG:],
        )
        for addressee, _, behind in placed
        for drawn in [os.urandom(_LONG).hex()]  # the bytes of the id and of the salt at once
    ]
    before: NewMessage | None = None
    for row, (addressee, wait, _) in zip(rows, placed, strict=True):
        own = compiled.calendar_of(addressee.wishes.calendar)
        if before is not None and wait is not None:
            row.behind, row.not_before = before.message_id, takes_over(own, before.not_before, wait)
        row.not_before = leaving.of(addressee, own, row.not_before)
        before = row
    return rows


def _clock(compiled: Compiled, ledger: ClockLedger, *, now: datetime, index: Index) -> dict[str, Any]:
    global _last  # noqa: PLW0603 - one tuple, assigned in one step, so that threads may read it
    known, lights = _last, index.clocks.get(ledger.name)
    if known is not None and known[:-1] == (ledger, lights, compiled, now):
        return known.keep
    over = time_over(ledger, now, compiled.calendar)
    shown = clock_in_message(compiled, ledger, now=now, index=index)
    keep = shown if over is None else {**shown, "over": over}
    _last = _Told(ledger, lights, compiled, now, keep)
    return keep


def _wanted(
    compiled: Compiled,
    subject: Subject,
    postmaster: Postmaster,
    wants: Wants,
    act: Mapping[str, Any],
    *,
    now: datetime,
    index: Index,
) -> dict[str, Any]:
    """Return what a message wants of the act, of other clocks, and of whom to ring."""
    clocks = {
        name: _clock(compiled, ledger, now=now, index=index)
        for name in wants.clocks
        if (ledger := subject.clocks.get(name)) is not None
    }
    told = {name: said for name in sorted(wants.act) if (said := act.get(name)) is not None}
    calls = {role: said for role in wants.calls if (said := _call(compiled, subject, postmaster, role))}
    targets = targets_kept(compiled, subject, wants.targets, now=now)
    found = {"clocks": clocks, "act": told, "calls": calls, "targets": targets}
    return {name: facts for name, facts in found.items() if facts}


def _days_after(compiled: Compiled, wants: Wants, leaves: datetime) -> dict[str, Any]:
    """Return the days that a message names by how long after it has left they come."""
    calendar, lengths = compiled.calendar, {text: parse_duration(text) for text in wants.days}
    left_on = calendar.local_date(leaves)
    days = {text: calendar.shift(left_on, length.amount, length.unit) for text, length in lengths.items()}
    return {"days": {text: day.isoformat() for text, day in days.items()}} if days else {}


def _call(compiled: Compiled, subject: Subject, postmaster: Postmaster, role: str) -> str:
    """Return whom to ring in the units of a role; without a role, in those that hand the work out."""
    definition = compiled.definition
    roles = (role,) if role else (definition.opens_by or definition.fallback, definition.fallback)
    units = (unit for each in roles for unit in subject.units.get(each, ()))
    return next(filter(None, map(postmaster.call, units)), "")


def said_of(actor: Actor, note: str | None, *, old: date | None = None, new: date | None = None) -> dict[str, Any]:
    """Return what messages can say of an act: who did it, what was written, and the date before and after it."""
    return {"by": actor.unit, "note": note or None, "old": old, "new": new}


def reminder_of(seq: int) -> str:
    """Return what messages about a decision or an urge have in place of a rung; no declared rung has such a name."""
    return f"#{seq}"


def meant_for(row: NewMessage) -> tuple[str, ...]:
    """Return the units that a message is meant for: one copy can stand for several."""
    if '"units":["' not in row.facts:
        return (row.unit,)
    units: list[str] = json.loads(row.facts).get("units") or [row.unit]
    return tuple(units)


def wording_for(compiled: Compiled, message: str, addressee: Addressee) -> dict[str, Any] | None:
    """Return how a message is worded for an addressee, if that is not as its scenario declares it.

    It is kept in the row: a message is shown as it was sent, whatever becomes of the files.
    """
    language = words.language_of(addressee.locale)
    form = compiled.spoken(message, language)
    if message in OWN_NAMES or form is compiled.form(message):
        return None
    keys, base = medium_named(addressee.medium).keys, compiled.spoken(message)
    # A medium without wording of its own says what the mail says.
    used = [key for key in form.parts if key in keys] or [key for key in form.parts if key != "sms"]
    as_own = all(form.parts[key] == base.parts.get(key) for key in used)
    return {"language": compiled.own_language if as_own else language, "parts": dict(form.parts)}


def _packed(
    compiled: Compiled, message: str, shared: dict[str, Any], addressee: Addressee, *, behind: str, alone: bool
) -> str:
    facts = {**shared, "unit": addressee.unit, "contact": addressee.contact}
    if alone:
        facts["alone"] = True
    if addressee.address and (addressee.reasons or addressee.reader != addressee.unit):
        facts["reader"] = addressee.reader
    if addressee.units:
        facts["units"] = list(addressee.units)
    if addressee.wishes.calendar:
        facts["calendar"] = addressee.wishes.calendar
    if behind:
        facts["behind"] = behind  # the medium of what stands behind it
    if addressee.reasons:
        facts["because"] = [each._asdict() for each in addressee.reasons]
    if not addressee.address:
        facts["level"] = addressee.level.value
    if not words.is_chinese(addressee.locale):
        facts["locale"] = addressee.locale
    wording = wording_for(compiled, message, addressee)
    if wording is not None:
        facts["wording"] = wording
    return pack(facts).decode()
