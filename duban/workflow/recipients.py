"""Who is told: from the recipients that a scenario names to people with addresses, so that no message vanishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import RecipientKind
from duban.workflow.people import Contact, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from duban.states import Definition, MessageForm, Recipient, Subject
    from duban.workflow.directory import Directory

EMAIL, SMS = "email", "sms"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One copy of a message: the unit that it is meant for, who gets it how, and why it is somebody else.

    Without an address it reaches nobody: it goes to the outbox dead, where it is seen.
    """

    unit: str
    contact: str
    medium: str
    address: str
    is_copy: bool
    because: str | None = None


class Postmaster:
    """Finds the addressees of messages by the directory and the media in use."""

    def __init__(self, directory: Directory, media: Iterable[str]) -> None:
        self.directory = directory
        self.media = tuple(media)

    def addressees(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        *,
        notify: Iterable[Recipient],
        copy: Iterable[Recipient],
        on: date,
    ) -> list[Addressee]:
        """Return who gets a message, each address once, those it is meant for before those who get a copy."""
        found: dict[tuple[str, str, str], Addressee] = {}
        for recipients, is_copy in ((notify, False), (copy, True)):
            for recipient in recipients:
                for addressee in self._of(definition, subject, form, recipient, is_copy=is_copy, on=on):
                    # Whoever gets it in place of several units gets one for each: they are different reminders.
                    meant_for = addressee.unit if addressee.because or not addressee.address else ""
                    found.setdefault((addressee.medium, addressee.address, meant_for), addressee)
        return list(found.values())

    def _of(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        recipient: Recipient,
        *,
        is_copy: bool,
        on: date,
    ) -> Iterator[Addressee]:
        if recipient.kind is RecipientKind.MAILTO:
            yield Addressee(recipient.name, recipient.name, EMAIL, recipient.name, is_copy)
            return
        level = Level.LEADER if recipient.kind is RecipientKind.LEADER else Level.HANDLER
        units: tuple[str, ...] = (
            (self.directory.canonical(recipient.name),)
            if recipient.kind is RecipientKind.UNIT
            else subject.units.get(recipient.name, ())
        )
        for unit in units:
            yield from self._of_unit(definition, subject, form, unit, level, is_copy=is_copy, on=on)

    def _of_unit(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        unit: str,
        level: Level,
        *,
        is_copy: bool,
        on: date,
    ) -> Iterator[Addressee]:

        def usable(contact: Contact) -> bool:
            return any(self._ways(contact, form))

        reached = [
            Addressee(unit, each.contact.name, medium, address, is_copy, each.because)
            for each in self.directory.reach(unit, level, on, usable=usable)
            for medium, address in self._ways(each.contact, form)
        ]
        if reached:
            yield from reached
            return
        title = definition.roles[definition.fallback].title
        because = f"{unit}没有可用的联系方式，转{title}"
        stand_ins = [
            Addressee(unit, each.contact.name, medium, address, is_copy, because)
            for other in subject.units.get(definition.fallback, ())
            if other != unit
            for each in self.directory.reach(other, Level.HANDLER, on, usable=usable)
            for medium, address in self._ways(each.contact, form)
        ]
        if stand_ins:
            yield from stand_ins
        else:
            yield Addressee(unit, "", EMAIL, "", is_copy, f"{unit}没有可用的联系方式，{title}也没有")

    def _ways(self, contact: Contact, form: MessageForm) -> Iterator[tuple[str, str]]:
        if EMAIL in self.media and contact.email and (form.text is not None or form.html is not None):
            yield EMAIL, contact.email
        if SMS in self.media and contact.mobile and form.sms is not None:
            yield SMS, contact.mobile
