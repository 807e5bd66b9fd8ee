"""Recipients: from the roles and units that a scenario names to people with addresses, so that no message is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from duban import words
from duban.states import USUAL_MEDIUM, Among, RecipientKind, fold_name, media, medium_named, owing_of_role, same_name
from duban.words import Reason
from duban.workflow.people.contacts import Contact, Level
from duban.workflow.people.levels import WORKING
from duban.workflow.people.wishes import NO_WISHES, Wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from duban.states import Changed, Definition, Medium, MessageForm, Recipient, Subject
    from duban.workflow.people.directory import Directory

    _Asked = tuple[str, Level, date, bool, tuple[Medium, ...]]

_REMEMBERED = 10_000
_FORWARDED, _UNREACHABLE = "forwarded", "unreachable"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee of a message: the unit that it is meant for, and the contact, medium and address that it goes to.

    If it goes to somebody else than it is meant for, `reasons` says why. Without an address it reaches nobody and is
    dead in the outbox from the start, where it can be seen; `level` is kept so that it can be addressed later. `reader`
    is the contact's own unit, which may be another one than the message is meant for; empty for a bare address.
    `wishes` are the contact's. If one copy stands for several `units`, `unit` names all of them. `as_deputy` is who is
    told as the deputy head in a unit which does not tell deputies from heads.
    """

    unit: str
    contact: str
    medium: str
    address: str
    is_copy: bool
    reasons: tuple[Reason, ...] = ()
    level: Level = Level.HANDLER
    locale: str = "zh-CN"
    reader: str = ""
    wishes: Wishes = NO_WISHES
    as_deputy: bool = False
    units: tuple[str, ...] = ()


class Postmaster:
    """Finds the addressees of messages, by the directory and the names of the media in use; by default only mail.

    `calls` says by unit whom to ring. `dead` has the addresses, by their media, that count as none.

    Raises UnknownMedium if a medium is not installed.
    """

    def __init__(
        self,
        directory: Directory,
        names: Iterable[str],
        calls: Mapping[str, str] | None = None,
        dead: Collection[tuple[str, str]] = (),
    ) -> None:
        self.directory = directory
        self._calls = {fold_name(directory.canonical(unit)): said for unit, said in (calls or {}).items()}
        used = {medium_named(name) for name in names or (USUAL_MEDIUM,)}
        self.media = tuple(medium for medium in media() if medium in used)
        self._known: dict[_Asked, tuple[Addressee, ...]] = {}
        self._dead = frozenset(dead)
        self._ways_by = cache(partial(_ways_by, dead=self._dead))
        self._silent: tuple[date, tuple[str, ...]] | None = None
        self._carried: dict[int, tuple[MessageForm, tuple[Medium, ...]]] = {}

    def call(self, unit: str) -> str:
        """Return whom to ring in a unit, and under which number, as the settings say; empty if they do not."""
        return self._calls.get(fold_name(self.directory.canonical(unit)), "")

    def silent(self, on: date) -> tuple[str, ...]:
        """Return the units of the directory that nobody can reach on a day; kept for that day."""
        if self._silent is None or self._silent[0] != on:
            found = tuple([unit.name for unit in self.directory.units if not self.reaches(unit.name, on)])
            self._silent = on, found
        return self._silent[1]

    def reaches(self, unit: str, on: date) -> bool:
        """Return whether anybody can be reached on a day who gets what is meant for a unit's handlers."""
        return bool(self.directory.reach(unit, Level.HANDLER, on, usable=self._ways_by(self.media)))

    def addressees(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        *,
        notify: Sequence[Recipient],
        copy: Sequence[Recipient],
        on: date,
        changed: Changed | None = None,
    ) -> list[Addressee]:
        """Return who gets a message, each address once; those it is meant for come before those who get a copy.

        `changed` has the units that the act has bound or relieved. If a message is only meant for some of these, and
        there are none, nobody gets it, nor a copy.
        """
        meant = self._of(definition, subject, form, notify, is_copy=False, on=on, changed=changed)
        everyone = [*(meant or self._of_nobody(definition, subject, form, notify, on=on))]
        if copy and everyone:
            everyone += self._of(definition, subject, form, copy, is_copy=True, on=on, changed=changed)
        if len(everyone) < 2:  # noqa: PLR2004 - one has no other to be the same as
            return everyone
        found: dict[tuple[str, str, str], Addressee] = {}
        for addressee in everyone:
            # A person who stands in for several units gets one message for each: they are different reminders.
            meant_for = addressee.unit if addressee.reasons or not addressee.address else ""
            found.setdefault((addressee.medium, addressee.address, meant_for), addressee)
        if any(each.among is Among.OWING for each in (*notify, *copy)):
            return list(found.values())  # each is withdrawn by itself when its unit owes nothing any more
        return _one_copy_each(list(found.values()))

    def _of(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        recipients: Sequence[Recipient],
        *,
        is_copy: bool,
        on: date,
        changed: Changed | None,
    ) -> list[Addressee]:
        found: list[Addressee] = []
        for recipient in recipients:
            if recipient.kind is RecipientKind.MAILTO:
                if (USUAL_MEDIUM, recipient.name) in self._dead:
                    why = Reason("gone", {"address": recipient.name})
                    found += self._stand_ins(definition, subject, form, recipient.name, why, is_copy=is_copy, on=on)
                else:
                    found.append(Addressee(recipient.name, recipient.name, USUAL_MEDIUM, recipient.name, is_copy))
                continue
            for unit in self._units(definition, subject, recipient, changed or {}):
                found += self.of_unit(definition, subject, form, unit, recipient.level, is_copy=is_copy, on=on)
        return found

    def _units(
        self, definition: Definition, subject: Subject, recipient: Recipient, changed: Changed
    ) -> tuple[str, ...]:
        """Return the units that an entry of `notify` or `copy` means."""
        if recipient.kind is RecipientKind.UNIT:
            return (self.directory.canonical(recipient.name),)
        if recipient.among is Among.OWING:
            return owing_of_role(definition, subject, recipient.name) or ()
        if recipient.among is None:
            return subject.units.get(recipient.name, ())
        return changed.get(recipient.name, {}).get(recipient.among, ())

    def of_unit(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        unit: str,
        level: Level,
        *,
        is_copy: bool,
        on: date,
    ) -> Sequence[Addressee]:
        """Return who gets a message that is meant for one unit: its own people, or else those of the fallback role."""
        holder = subject.holders.get(unit) if level in WORKING else None
        reached = () if holder is None else self._held(form, unit, holder, is_copy=is_copy, on=on)
        reached = reached or self._reached(form, unit, level, is_copy=is_copy, on=on)
        if reached:
            return reached
        why = Reason("unreachable", {"unit": unit})
        found = self._stand_ins(definition, subject, form, unit, why, is_copy=is_copy, on=on)
        return [replace(one, level=level) for one in found]

    def _reached(self, form: MessageForm, unit: str, level: Level, *, is_copy: bool, on: date) -> tuple[Addressee, ...]:
        """Return a unit's own people as addressees; cached by day, as the directory is immutable."""
        carriers = self._carriers(form)
        asked = (unit, level, on, is_copy, carriers)
        found = self._known.get(asked)
        if found is None:
            ways = self._ways_by(carriers)
            people = [
                self._addressee(unit, unit, each.contact, medium, address, is_copy=is_copy, reasons=each.reasons)
                for each in self.directory.reach(unit, level, on, usable=ways)
                for medium, address in ways(each.contact)
            ]
            if level is Level.DEPUTY and not self.directory.contacts(unit, level):
                people = [replace(each, as_deputy=True) for each in people]
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[asked] = tuple(people)
        return found

    def _held(self, form: MessageForm, unit: str, holder: str, *, is_copy: bool, on: date) -> tuple[Addressee, ...]:
        """Return the person who has the matter in hand as addressee; nobody if that person cannot be reached."""
        ways = self._ways_by(self._carriers(form))
        return tuple(
            self._addressee(unit, unit, each.contact, medium, address, is_copy=is_copy, reasons=each.reasons)
            for each in self.directory.reach_person(unit, holder, on, usable=ways)
            for medium, address in ways(each.contact)
        )

    def _of_nobody(
        self, definition: Definition, subject: Subject, form: MessageForm, notify: Sequence[Recipient], *, on: date
    ) -> Iterator[Addressee]:
        """Yield who gets a message for roles that have no units yet."""
        # As long as a role has no unit, nobody owes anything in it that could be reminded of it.
        names = dict.fromkeys(
            each.name
            for each in notify
            if each.among is None or (each.among is Among.OWING and not subject.units.get(each.name))
        )
        titles = words.listed(definition.roles[name].title for name in names)
        if titles:
            why = Reason("unbound", {"titles": titles})
            yield from self._stand_ins(definition, subject, form, titles, why, is_copy=False, on=on)

    def _stand_ins(
        self,
        definition: Definition,
        subject: Subject,
        form: MessageForm,
        meant_for: str,
        why: Reason,
        *,
        is_copy: bool,
        on: date,
    ) -> Iterator[Addressee]:
        """Yield the people of the fallback role as addressees, or one without an address if none can be reached."""
        ways = self._ways_by(self._carriers(form))
        facts = {"why": [why._asdict()], "title": definition.roles[definition.fallback].title}
        forwarded = (Reason("forwarded", facts),)
        found = [
            self._addressee(meant_for, unit, each.contact, medium, address, is_copy=is_copy, reasons=forwarded)
            for unit in subject.units.get(definition.fallback, ())
            if not same_name(unit, meant_for)
            for each in self.directory.reach(unit, Level.HANDLER, on, usable=ways)
            for medium, address in ways(each.contact)
        ]
        yield from found or [Addressee(meant_for, "", USUAL_MEDIUM, "", is_copy, (Reason("nobody", facts),))]

    def _addressee(
        self,
        meant_for: str,
        unit: str,
        contact: Contact,
        medium: str,
        address: str,
        *,
        is_copy: bool,
        reasons: tuple[Reason, ...],
    ) -> Addressee:
        """Return a contact, found for a unit, as addressee; one of that unit by the name that the instance has."""
        home = unit if self.directory.canonical(unit) == contact.unit else contact.unit
        return Addressee(
            meant_for,
            contact.name,
            medium,
            address,
            is_copy,
            reasons,
            locale=contact.locale,
            reader=home,
            wishes=contact.wishes,
        )

    def _carriers(self, form: MessageForm) -> tuple[Medium, ...]:
        """Return the media in use that can carry a message; cached by form, as every act asks."""
        known = self._carried.get(id(form))
        if known is None:
            if len(self._carried) >= _REMEMBERED:
                self._carried.clear()
            known = form, tuple([medium for medium in self.media if medium.carries(form)])
            self._carried[id(form)] = known
        return known[1]


def _ways_by(
    carriers: tuple[Medium, ...], *, dead: Collection[tuple[str, str]] = ()
) -> Callable[[Contact], list[tuple[str, str]]]:
    """Return a function that says by which of these media a contact is reached, and under which address.

    Its answers are kept: the directory asks it who can be reached, and then everybody found is addressed.
    """
    return cache(
        lambda contact: [
            (medium.name, address)
            for medium in carriers
            if (address := medium.address_of(contact)) and (medium.name, address) not in dead
        ]
    )


def _one_copy_each(addressees: Sequence[Addressee]) -> list[Addressee]:
    """Return addressees, with one for all units whose people cannot be reached and for whom the same person gets it."""
    alike: dict[tuple[object, ...], list[Addressee]] = {}
    for place, each in enumerate(addressees):
        same = (each.medium, each.address, each.contact, each.reader, each.is_copy, each.level)
        alike.setdefault(same if _is_forwarded(each) else (place,), []).append(each)
    return [found[0] if len(found) == 1 else _for_all(found) for found in alike.values()]


def _is_forwarded(each: Addressee) -> bool:
    """Return whether somebody of the fallback role gets it for a unit that nobody can reach."""
    if not each.address or len(each.reasons) != 1 or each.reasons[0].code != _FORWARDED:
        return False
    return [why["code"] for why in each.reasons[0].facts["why"]] == [_UNREACHABLE]


def _for_all(found: Sequence[Addressee]) -> Addressee:
    units = tuple(dict.fromkeys(each.unit for each in found))
    why = [Reason(_UNREACHABLE, {"unit": words.listed(units)})._asdict()]
    reasons = (Reason(_FORWARDED, {**found[0].reasons[0].facts, "why": why}),)
    return replace(found[0], unit=words.listed(units), units=units, reasons=reasons)
