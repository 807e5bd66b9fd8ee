"""New names: what an instance holds under the name of a role, field, trigger or clock goes over to the new name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct, field
from msgspec.structs import replace

from duban.states.recipients import RecipientKind
from duban.states.succession import proposal_renamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.states.definition import Approvable, ClockRule, Definition, Rung, Transition
    from duban.states.recipients import Recipient
    from duban.states.subject import Subject


Held = TypeVar("Held")
Name = TypeVar("Name", bound="str | None")


class Renames(Struct, frozen=True):
    """The new names of roles, fields, triggers and clocks, by the old ones."""

    roles: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.roles or self.fields or self.triggers or self.clocks)

    def among(self, definition: Definition) -> Renames:
        """Return those whose old names a definition has."""
        return Renames(
            _known(self.roles, definition.roles),
            _known(self.fields, definition.fields),
            _known(self.triggers, definition.transitions),
            _known(self.clocks, definition.clocks),
        )


def rename(subject: Subject, names: Renames) -> None:
    """Move what a subject holds to the new names."""
    roles, fields, triggers, clocks = names.roles, names.fields, names.triggers, names.clocks
    subject.units, subject.texts = renamed(subject.units, roles), renamed(subject.texts, roles)
    subject.data, subject.private = renamed(subject.data, fields), renamed(subject.private, fields)
    subject.given = renamed(subject.given, fields)
    subject.pulls = renamed(subject.pulls, triggers)
    subject.signed = {trigger: renamed(hands, roles) for trigger, hands in renamed(subject.signed, triggers).items()}
    subject.signing, subject.filed = (
        {
            trigger: {unit: replace(one, data=renamed(one.data, fields)) for unit, one in signed.items()}
            for trigger, signed in renamed(kept, triggers).items()
        }
        for kept in (subject.signing, subject.filed)
    )
    subject.waiting = {
        seq: replace(
            waiting,
            clock=_new(waiting.clock, clocks),
            roles=all_renamed(waiting.roles, roles),
            opinion=all_renamed(waiting.opinion, roles),
            recorded_by=all_renamed(waiting.recorded_by, roles),
            act=proposal_renamed(waiting.act, triggers, fields),
        )
        for seq, waiting in subject.waiting.items()
    }
    subject.clocks = {
        new: ledger if new == ledger.name else replace(ledger, name=new)
        for new, ledger in renamed(subject.clocks, clocks).items()
    }
    subject.claimed, subject.granted = renamed(subject.claimed, clocks), renamed(subject.granted, clocks)


def named_anew(definition: Definition, names: Renames) -> Definition:
    """Return a definition as it would be if it had the new names: what a migration compares of it."""
    roles, fields, triggers, clocks = names.roles, names.fields, names.triggers, names.clocks

    def entry(one: Transition) -> Transition:
        return replace(
            one,
            trigger=_new(one.trigger, triggers),
            by=all_renamed(one.by, roles),
            requires=all_renamed(one.requires, fields),
            not_by=_new(one.not_by, triggers),
            rebinds=_new(one.rebinds, roles),
            excuse=None if one.excuse is None else replace(one.excuse, by=all_renamed(one.excuse.by, roles)),
            restarts=all_renamed(one.restarts, clocks),
            **decided(one),
        )

    def decided(one: Approvable) -> dict[str, Any]:
        opinion = None if one.opinion is None else replace(one.opinion, of=all_renamed(one.opinion.of, roles))
        shared = {"approve": all_renamed(one.approve, roles), "recorded_by": all_renamed(one.recorded_by, roles)}
        return {**shared, "opinion": opinion}

    def told(entries: Iterable[Recipient]) -> tuple[Recipient, ...]:
        by_role = RecipientKind.ROLE
        return tuple(replace(one, name=_new(one.name, roles)) if one.kind is by_role else one for one in entries)

    def rung(one: Rung) -> Rung:
        confirm, then = _new(one.confirm, roles), _new(one.then, triggers)
        return replace(one, notify=told(one.notify), copy=told(one.copy), confirm=confirm, then=then)

    def dated(name: str, one: ClockRule) -> ClockRule:
        by = None if one.by is None else replace(one.by, field=_new(one.by.field, fields))
        after = None if one.after is None else replace(one.after, clock=_new(one.after.clock, clocks))
        return replace(one, name=name, unless=_new(one.unless, fields), by=by, after=after)

    return replace(
        definition,
        roles={new: replace(role, name=new) for new, role in renamed(definition.roles, roles).items()},
        fields={new: replace(one, name=new) for new, one in renamed(definition.fields, fields).items()},
        states={
            name: replace(
                state,
                waits_for=_new(state.waits_for, roles),
                then=_new(state.then, triggers),
                pauses=all_renamed(state.pauses, clocks),
            )
            for name, state in definition.states.items()
        },
        transitions={
            new: tuple(entry(one) for one in entries)
            for new, entries in renamed(definition.transitions, triggers).items()
        },
        clocks={new: dated(new, rule) for new, rule in renamed(definition.clocks, clocks).items()},
        ladders={
            clock: tuple(rung(one) for one in rungs) for clock, rungs in renamed(definition.ladders, clocks).items()
        },
        extensions=tuple(
            replace(
                one,
                clock=_new(one.clock, clocks),
                by=all_renamed(one.by, roles),
                **decided(one),
            )
            for one in definition.extensions
        ),
        children=tuple(
            replace(
                one,
                each=_new(one.each, roles),
                then=_new(one.then, triggers),
                breakdown=one.breakdown and replace(one.breakdown, by=all_renamed(one.breakdown.by, roles)),
            )
            for one in definition.children
        ),
    )


def renamed(held: Mapping[str, Held], names: Mapping[str, str]) -> dict[str, Held]:
    """Return what is held by name, by the new names."""
    return {names.get(name, name): each for name, each in held.items()}


def all_renamed(held: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return names, those that have a new one by that."""
    return tuple(names.get(name, name) for name in held)


def _new(name: Name, names: Mapping[str, str]) -> Name:
    return cast("Name", name if name is None else names.get(name, name))


def _known(names: Mapping[str, str], there: Mapping[str, Any]) -> dict[str, str]:
    return {old: new for old, new in names.items() if old in there}
