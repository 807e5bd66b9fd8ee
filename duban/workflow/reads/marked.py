"""Addresses that do not exist, as servers and providers say: whose they are, and with whom to correct them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import USUAL_MEDIUM, Jsonable, RecipientKind, medium_named, same_name
from duban.storage import is_there, reach, schema_version
from duban.workflow.core import HasCore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import Mark
    from duban.workflow.core import Core
    from duban.workflow.people import Contact


@dataclass(frozen=True, slots=True)
class MarkedAddress(Jsonable):
    """An address that does not exist, since when that is known, and why.

    `people` are those who have it, each as `unit/name`; `ask` says with whom it can be corrected: others of the unit
    who can be reached, with their numbers, and whom to ring in the unit by the settings. Of an address that a scenario
    names itself, `scenarios` has the scenarios.
    """

    medium: str
    address: str
    at: datetime
    why: str
    message_id: str | None
    people: tuple[str, ...]
    ask: tuple[str, ...]
    scenarios: tuple[str, ...] = ()


class Marked(HasCore):
    """Shows which addresses do not exist."""

    def marked_addresses(self) -> list[MarkedAddress]:
        """Return the addresses that count as none because a server or a carrier says that they do not exist.

        Those that nobody in the directory has any more, nor a scenario names, are left out. A database that is not
        there yet, or is empty, has none, and is not made by asking.
        """
        core = self._core
        if not is_there(core.database):
            return []
        with core.database.reading() as connection:
            if schema_version(connection) is None:
                return []
        core.prepare()
        with core.database.reading() as connection:
            core.refresh(connection)
            return marked(core, connection)


def marked(core: Core, connection: Connection) -> list[MarkedAddress]:
    """Return the addresses that do not exist, of people in the directory or of scenarios."""
    return [found for mark in reach.read_marks(connection) if (found := _marked(core, mark)) is not None]


def _marked(core: Core, mark: Mark) -> MarkedAddress | None:
    theirs = [each for each in core.directory.people if medium_named(mark.medium).address_of(each) == mark.address]
    scenarios = tuple(_naming(core, mark))
    if not theirs and not scenarios:
        return None
    return MarkedAddress(
        mark.medium,
        mark.address,
        mark.at.astimezone(core.calendar.timezone),
        words.told(mark.reason),
        mark.message_id,
        tuple(dict.fromkeys(f"{each.unit}/{each.name}" for each in theirs)),
        tuple(dict.fromkeys(said for each in theirs for said in _to_ask(core, each))),
        scenarios,
    )


def _to_ask(core: Core, contact: Contact) -> Iterator[str]:
    """Yield with whom a contact's address can be corrected: by another number of theirs, or by others of the unit."""
    if contact.mobile and ("sms", contact.mobile) not in core.marks:
        yield f"{contact.unit}/{contact.name} {contact.mobile}"
    if call := core.postmaster.call(contact.unit):
        yield call
    day = core.calendar.local_date(core.now())
    for each in core.directory.people:
        other = same_name(each.unit, contact.unit) and not same_name(each.name, contact.name)
        if other and each.mobile and each.reachable(day) and ("sms", each.mobile) not in core.marks:
            yield f"{each.unit}/{each.name} {each.mobile}"


def _naming(core: Core, mark: Mark) -> Iterator[str]:
    """Yield the titles of the scenarios that name an address themselves."""
    if mark.medium != USUAL_MEDIUM:
        return
    for name in core.catalogue.scenarios:
        definition = core.catalogue.newest(name).definition
        rungs = [rung for each in definition.ladders.values() for rung in each]
        named = [each for rung in rungs for each in (*rung.notify, *rung.copy)]
        named += [each for told in definition.announcements for each in (*told.notify, *told.copy)]
        if any(each.kind is RecipientKind.MAILTO and each.name == mark.address for each in named):
            yield definition.title
