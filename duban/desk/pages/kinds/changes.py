"""事项类型改版: days, recipients and wording of a kind are changed by a form, and a second officer confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.accounts import journal
from duban.desk.models.kinds import Source, knobs_of, next_text, proposed_view, source_of, turned
from duban.desk.pages.kinds.shown import OFFICERS, definition_of
from duban.desk.saved import drop_proposal, keep_proposal, proposal_of, proposals_for
from duban.desk.serving import Answer, Page, Rule, go
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.desk.models.kinds import Knob
    from duban.desk.saved import Proposal
    from duban.desk.serving import Visit
    from duban.states import Definition

CHANGES_KINDS = Rule(OFFICERS, proved=True)
"""Who changes kinds of matters: officers, with their password given just before."""

PROPOSED, CONFIRMED, DROPPED = "kind proposed", "kind confirmed", "kind dropped"
_LONGEST_WHY = 500


def show_change(visit: Visit) -> Answer:
    """Show the form of everything that can be changed, and what is proposed already."""
    definition = definition_of(visit)
    source = source_of(visit.engine, definition)
    knobs = knobs_of(definition, source.text) if isinstance(source, Source) else ()
    return _form(visit, definition, source, knobs)


def propose(visit: Visit) -> Answer:
    """Propose the next version, or show the form again as it was filled in."""
    definition = definition_of(visit)
    source, why = source_of(visit.engine, definition), visit.form.get("why")[:_LONGEST_WHY]
    if not isinstance(source, Source):
        return _form(visit, definition, source, (), status=409)
    before = knobs_of(definition, source.text)
    after = turned(before, visit.form.all)
    problems = [words.headed(f"{knob.group} · {knob.title}", knob.wrong) for knob in after if knob.wrong]
    if not why:
        problems.append(words.text("say why it is changed"))
    if visit.form.get("base") != definition.digest:
        problems.append(words.text("it has changed since you opened this page"))
    text = ""
    if not problems:
        text, found = next_text(source, definition, before, after)
        problems += found
    if problems:
        return _form(visit, definition, source, after, problems=problems, why=why, status=422)
    with writing(visit.engine) as connection:
        account = visit.who.account or 0
        keep_proposal(
            connection, account, definition.scenario, text=text, base=definition.digest, why=why, at=visit.now
        )
        _note(visit, connection, PROPOSED, definition, why)
    return go(visit.url("kind-proposal", scenario=definition.scenario, account=visit.who.name))


def _form(
    visit: Visit,
    definition: Definition,
    source: Source | str,
    knobs: Sequence[Knob],
    *,
    problems: Sequence[str] = (),
    why: str = "",
    status: int = 200,
) -> Answer:
    with reading(visit.engine) as connection:
        waiting = proposals_for(connection, definition.scenario)
    groups: dict[str, list[Knob]] = {}
    for knob in knobs:
        groups.setdefault(knob.group, []).append(knob)
    facts = {"definition": definition, "groups": groups, "waiting": waiting, "problems": problems, "why": why}
    facts["in_force"] = visit.query.get("version") == str(definition.version)
    cannot = source if isinstance(source, str) else ""
    return Answer("kind_change.j2", {**facts, "cannot": cannot, "done": visit.query.get("done")}, status)


def show_proposal(visit: Visit) -> Answer:
    """Show what is proposed; who has not proposed it can confirm it."""
    definition, proposal = definition_of(visit), _proposal(visit)
    if proposal is None:
        return go(visit.url("kind-change", scenario=definition.scenario))
    return _shown(visit, definition, proposal)


def settle(visit: Visit) -> Answer:
    """Confirm what is proposed, or drop it."""
    definition, proposal = definition_of(visit), _proposal(visit)
    if proposal is None:
        return go(visit.url("kind-change", scenario=definition.scenario))
    if visit.form.get("do") == "drop":
        return _settled(visit, definition, proposal, DROPPED)
    problems = _hindrances(visit, definition, proposal)
    source = source_of(visit.engine, definition)
    if not problems and isinstance(source, Source):
        outcome = acts.put_file_of_kind(visit.engine, source.folder, source.name, proposal.text)
        if outcome.how == acts.DONE:
            return _settled(visit, definition, proposal, CONFIRMED)
        problems = outcome.reasons
    return _shown(visit, definition, proposal, problems or (str(source),), 409)


def _settled(visit: Visit, definition: Definition, proposal: Proposal, how: str) -> Answer:
    with writing(visit.engine) as connection:
        drop_proposal(connection, proposal.account, definition.scenario)
        _note(visit, connection, how, definition, proposal.why)
    done, version = "confirmed" if how == CONFIRMED else "dropped", str(definition.version + 1)
    return go(visit.url("kind-change", scenario=definition.scenario, done=done, version=version))


def _hindrances(visit: Visit, definition: Definition, proposal: Proposal) -> tuple[str, ...]:
    """Return why a proposal cannot be confirmed by whoever asks, as it was seen by them."""
    found = []
    if proposal.account == visit.who.account or proposal.person == visit.who.membership.person:
        found.append(words.text("whoever has proposed it cannot confirm it as well: another officer has to"))
    if visit.form.get("seen") != _seen(proposal):
        found.append(words.text("it has changed since you opened this page"))
    if proposal.base != definition.digest:
        found.append(words.text("it is not the version after the present one any more"))
    name = f"{definition.scenario}.yaml"
    return (*found, *proposed_view(visit.engine, definition, proposal.text, name, tried=False).problems)


def _shown(
    visit: Visit, definition: Definition, proposal: Proposal, problems: Sequence[str] = (), status: int = 200
) -> Answer:
    view = proposed_view(visit.engine, definition, proposal.text, f"{definition.scenario}.yaml")
    mine = proposal.account == visit.who.account or proposal.person == visit.who.membership.person
    facts = {"definition": definition, "proposal": proposal, "view": view, "mine": mine, "seen": _seen(proposal)}
    return Answer("kind_proposal.j2", {**facts, "problems": problems, "zone": visit.tools.rulebook.zone}, status)


def _seen(proposal: Proposal) -> str:
    return proposal.at.isoformat()


def _proposal(visit: Visit) -> Proposal | None:
    with reading(visit.engine) as connection:
        return proposal_of(connection, visit.params["scenario"], visit.params["account"])


def _note(visit: Visit, connection: Connection, kind: str, definition: Definition, why: str) -> None:
    facts = {"scenario": definition.scenario, "version": definition.version + 1, "why": why}
    who, address = visit.who.account, visit.caller.address
    journal.note(connection, kind, at=visit.now, facts=facts, account=who, address=address)


PAGES = (
    Page("kind-change", "/kinds/{scenario}/change", CHANGES_KINDS, shown=show_change, posted=propose, local=True),
    Page(
        "kind-proposal",
        "/kinds/{scenario}/change/{account}",
        CHANGES_KINDS,
        shown=show_proposal,
        posted=settle,
        local=True,
    ),
)
