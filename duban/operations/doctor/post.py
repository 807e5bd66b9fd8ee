"""Checks of what comes back: addresses that do not exist, and the mailbox into which reports of lost mails come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import NotifierError
from duban.operations.doctor.checks import Check, failed, fine, some, wanting
from duban.storage import StorageError
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow import Engine, MarkedAddress, Settings


def dead_addresses(engine: Engine) -> list[MarkedAddress]:
    """Return the addresses that do not exist; none of a database that cannot be read, which another check says."""
    try:
        return engine.marked_addresses()
    except StorageError:
        return []


def look_at_addresses(engine: Engine) -> Iterator[Check]:
    """Yield whether people or scenarios have addresses that do not exist."""
    found = dead_addresses(engine)
    if not found:
        yield fine("dead-addresses", words.text("no address is known that does not exist"))
        return
    advice = [words.text("correct them with {way_mend}; if one works after all, {way_works}")]
    if ask := list(dict.fromkeys(one for each in found for one in each.ask)):
        advice.append(words.text("ask {names}", names=some(ask)))
    lost = [f"{words.listed((*each.people, *each.scenarios))} {each.address}{words.aside(each.why)}" for each in found]
    told = words.text("they do not exist, and count as none: {names}", names=some(lost))
    yield wanting("dead-addresses", told, words.clauses(advice))


def look_at_reports(settings: Settings) -> Iterator[Check]:
    """Yield what is wrong with the secret by which providers report of SMS, if there is to be one."""
    try:
        settings.receipts.known_secret(settings.folder)
    except WorkflowError as error:
        yield failed("receipts", error, words.text("correct [receipts] in duban.toml"))


def look_at_mailbox(settings: Settings) -> Iterator[Check]:
    """Yield whether the mailbox for reports of lost mails can be opened, if there is one."""
    if not settings.bounces.host:
        return
    try:
        with settings.bounces.mailbox(settings.folder) as mailbox:
            waiting = len(mailbox.unread())
    except (NotifierError, WorkflowError) as error:
        yield failed("mailbox", error, words.text("correct [bounces] in duban.toml, or see to the other side"))
        return
    yield fine("mailbox", words.text("can be read; mails that nobody has read: {count}", count=waiting))
