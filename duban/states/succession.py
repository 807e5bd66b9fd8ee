"""Succession: units that were renamed, merged or split have successors, who stand for them in an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from duban.states.names import fold_name
from duban.states.subject import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duban.states.lines import Report, Sheet
    from duban.states.subject import Drafted, Issued, Opinion, Proposal, Pull, Signature, Subject, Urge, Waiting

Signed = TypeVar("Signed")
"""What a unit has signed, as a memory or a history has it."""


def successors(units: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return units with each that has successors replaced by these; two that became one stand once."""
    heirs = {fold_name(old): new for old, new in names.items()}
    found: dict[str, str] = {}
    for unit in units:
        for each in heirs.get(fold_name(unit), (unit,)):
            found.setdefault(fold_name(each), each)
    return tuple(found.values())


def actor_after(actor: Actor, names: Mapping[str, tuple[str, ...]]) -> Actor:
    """Return who has acted by the name of the unit's only successor; with several, as before.

    So what the old unit did counts as done by the new one, for which four eyes are asked.
    """
    heirs = successors((actor.unit,), names)
    return replace(actor, unit=heirs[0]) if len(heirs) == 1 and heirs[0] != actor.unit else actor


def parts_after(
    children: Mapping[str, Mapping[str, str]], names: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, str]]:
    """Return the parts that each state has opened, by the units that have them now.

    Where two units with parts became one, the first part is its own; the other stays under the name that it had.
    """
    found: dict[str, dict[str, str]] = {}
    for state, ours in children.items():
        kept = found.setdefault(state, {})
        for unit, number in ours.items():
            heirs = successors((unit,), names)
            now = heirs[0] if len(heirs) == 1 and heirs[0] not in kept and heirs[0] not in ours else unit
            kept[now] = number
    return found


def divided_after(
    divided: Mapping[str, Mapping[str, tuple[str, ...]]], names: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the parts that were handed out by hand, each with the units that have it now."""
    return {
        state: {number: successors(units, names) for number, units in ours.items()} for state, ours in divided.items()
    }


def urges_after(urges: Mapping[int, Urge], names: Mapping[str, tuple[str, ...]]) -> dict[int, Urge]:
    """Return the urges with who has made them, and who has still to answer, by their names now."""
    return {
        seq: replace(urge, by=actor_after(urge.by, names), units=successors(urge.units, names))
        for seq, urge in urges.items()
    }


def holders_after(holders: Mapping[str, str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return who has the matter in hand in the units of now; in a unit that was split, nobody."""
    found: dict[str, str] = {}
    for unit, person in holders.items():
        heirs = successors((unit,), names)
        if len(heirs) == 1:
            found.setdefault(heirs[0], person)
    return found


def papers_after(papers: Mapping[int, Issued], names: Mapping[str, tuple[str, ...]]) -> dict[int, Issued]:
    """Return the papers with the units that have still to answer them, by their names now."""
    return {seq: replace(paper, units=successors(paper.units, names)) for seq, paper in papers.items()}


def signed_after(
    signed: Mapping[str, Signed], names: Mapping[str, tuple[str, ...]], renamed: Callable[[Signed], Signed]
) -> dict[str, Signed]:
    """Return what each unit has signed by the units that have it now: nobody is asked again for what was done.

    What a unit did that was split counts for each of its successors.
    """
    found: dict[str, Signed] = {}
    for unit, each in signed.items():
        for heir in successors((unit,), names):
            found.setdefault(heir, renamed(each))
    return found


def sheet_after(sheet: Sheet | None, names: Mapping[str, tuple[str, ...]]) -> Sheet | None:
    """Return a sheet with the units that lead its matters by their names now."""
    if sheet is None:
        return None
    lines = {number: replace(line, leads=successors(line.leads, names)) for number, line in sheet.lines.items()}
    return replace(sheet, lines=lines)


def reports_after(reports: Mapping[str, Report], names: Mapping[str, tuple[str, ...]]) -> dict[str, Report]:
    """Return what units have last reported by those that stand for them; of two that became one, what is newer."""
    found: dict[str, Report] = {}
    for unit, report in reports.items():
        for heir in successors((unit,), names):
            if heir not in found or found[heir].at < report.at:
                found[heir] = report
    return found


def succeed(subject: Subject, names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Let the successors of units stand for them, in roles and in what was done; return the roles that changed."""
    changed = {}
    for role, units in subject.units.items():
        now = successors(units, names)
        if now != units:
            changed[role] = now
    subject.units = {**subject.units, **changed}
    texts = {role: successors(subject.texts.get(role, ()), names) for role in changed}
    subject.texts = {**subject.texts, **texts}
    subject.pulls = {trigger: _pull_after(pull, names) for trigger, pull in subject.pulls.items()}
    subject.signed = {
        trigger: {role: actor_after(who, names) for role, who in signed.items()}
        for trigger, signed in subject.signed.items()
    }
    subject.signing, subject.filed = (
        {trigger: signed_after(signed, names, lambda each: _signature_after(each, names)) for trigger, signed in kept}
        for kept in (subject.signing.items(), subject.filed.items())
    )
    subject.waiting = {seq: _waiting_after(asked, names) for seq, asked in subject.waiting.items()}
    subject.children = parts_after(subject.children, names)
    subject.divided = divided_after(subject.divided, names)
    subject.urges = urges_after(subject.urges, names)
    subject.holders = holders_after(subject.holders, names)
    subject.sheet = sheet_after(subject.sheet, names)
    subject.reports = reports_after(subject.reports, names)
    subject.papers = papers_after(subject.papers, names)
    return changed


def proposal_after(act: Proposal | None, names: Mapping[str, tuple[str, ...]]) -> Proposal | None:
    """Return an act that waits for approval with the units that there are now."""
    if act is None or act.units is None:
        return act
    units = successors(act.units, names)
    return act if units == act.units else replace(act, units=units, texts=None)


def proposal_renamed(act: Proposal | None, triggers: Mapping[str, str], fields: Mapping[str, str]) -> Proposal | None:
    """Return an act that waits for approval by the new names that its trigger and fields have."""
    if act is None:
        return None
    data = {fields.get(name, name): value for name, value in act.data.items()}
    trigger = None if act.trigger is None else triggers.get(act.trigger, act.trigger)
    return replace(act, trigger=trigger, data=data)


def opinion_after(opinion: Opinion, names: Mapping[str, tuple[str, ...]]) -> Opinion:
    """Return an opinion as that of the unit that there is now."""
    return replace(opinion, by=str(actor_after(Actor.parse(opinion.by), names)))


def _waiting_after(asked: Waiting, names: Mapping[str, tuple[str, ...]]) -> Waiting:
    return replace(
        asked,
        asked_by=actor_after(asked.asked_by, names),
        act=proposal_after(asked.act, names),
        opinions=tuple(opinion_after(each, names) for each in asked.opinions),
        drafted=drafted_after(asked.drafted, names),
    )


def drafted_after(drafted: Drafted | None, names: Mapping[str, tuple[str, ...]]) -> Drafted | None:
    """Return what people have made of a draft with the units that there are now."""
    if drafted is None:
        return None
    to, copy = (None if units is None else successors(units, names) for units in (drafted.to, drafted.copy))
    by = tuple(str(actor_after(Actor.parse(each), names)) for each in drafted.by)
    return replace(drafted, by=by, to=to, copy=copy)


def _signature_after(signature: Signature, names: Mapping[str, tuple[str, ...]]) -> Signature:
    return replace(signature, by=str(actor_after(Actor.parse(signature.by), names)))


def _pull_after(pull: Pull, names: Mapping[str, tuple[str, ...]]) -> Pull:
    others = tuple(actor_after(each, names) for each in pull.others)
    return replace(pull, last=actor_after(pull.last, names), others=others)
