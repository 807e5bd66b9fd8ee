"""事项: one matter, and the forms of its acts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from duban import words
from duban.desk import acts
from duban.desk.accounts import journal
from duban.desk.forms import FIELD, controls_of, read_form, whole, with_sent
from duban.desk.models import entry_of, happened_since
from duban.desk.models.matter import item_view
from duban.desk.pages.drafts import as_drafted, draft_at, draft_page, sent_now, when_kept
from duban.desk.pages.keys import new_key
from duban.desk.pages.notices import ACT, done_to_matter
from duban.desk.pages.opening.steps import opens_plans
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import ACTS_ON_THE_MATTER, SEES_THE_MATTER, Answer, NotFound, Page, go
from duban.desk.store import writing
from duban.evidence import EvidenceError
from duban.ledger import is_list
from duban.states import InvalidData
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.desk.forms import Control
    from duban.desk.serving import Visit
    from duban.states import Definition, Transition
    from duban.workflow import OpenedFile

_BLOCK = 1 << 16
IMAGES = frozenset({"jpg", "png", "webp"})
SHOWN = IMAGES | {"pdf"}
"""Kinds of files that browsers show without running anything that stands in them."""

FRAMED = "sandbox; default-src 'none'; frame-ancestors 'self'"


def show_item(visit: Visit) -> Answer:
    """Show a matter, with the form of the likeliest act."""
    view = item_view(visit.engine, visit.viewer, visit.tools.rulebook, visit.matter.number)
    first = view.first
    form = None if first is None else form_facts(visit, first.trigger, seq=view.seq)
    amends = bool(view.situation.plan) and view.item.closed_at is None and opens_plans(visit)
    facts = {
        "view": view,
        "form": form,
        "notice": done_to_matter(visit, view.definition),
        "new_key": new_key,
        "amends": amends,
        "announces": {"figures", "snapshot"} <= view.definition.fields.keys(),
        "scored": {"scheme", "scores"} <= view.definition.fields.keys(),
        "gathers": bool(view.situation.parts) and is_list(view.definition),
    }
    return Answer("item.j2", facts)


def show_act(visit: Visit) -> Answer:
    """Show the form of one act."""
    trigger = visit.params["trigger"]
    return _act_page(visit, trigger, form_facts(visit, trigger))


def do_act(visit: Visit) -> Answer:
    """Do an act; a refusal gives the form back as it was typed."""
    item, trigger = visit.matter, visit.params["trigger"]
    definition, _, controls = _form_of(visit, trigger)
    key = visit.form.get("key") or new_key()
    order = acts.Order(visit.who, item.number, key, expect=whole(visit.form.get("expect")))
    kept, refused = keep_files(visit, order)
    typed = read_form(controls, definition, visit.form.all, lambda name: kept.get(name, []))
    typed.problems |= refused
    outcome = acts.Outcome(acts.REFUSED, fields=typed.problems)
    if not typed.problems:
        outcome = acts.pull(visit.engine, order, trigger, data=typed.data, note=typed.note, units=typed.units)
    if outcome.how == acts.DONE:
        sent_now(visit, "act")
        return go(visit.url("item", number=item.number, done=ACT, of=trigger))
    named = {FIELD + name: said for name, said in outcome.fields.items()}
    problems = {**named, **outcome.fields}
    shown = with_sent(controls, typed.sent, problems)
    another = outcome.how in {acts.CONFLICT, acts.AGAIN}
    facts = form_facts(visit, trigger, controls=shown, key=new_key() if another else key)
    facts["reasons"] = _reasons(outcome, shown)
    if outcome.how == acts.AGAIN:
        said = words.text("“{trigger}” was sent from this form before, with other words", trigger=trigger)
        facts["reasons"] = (words.text("this step was done already"), said)
    if outcome.how == acts.CONFLICT:
        seen = whole(visit.form.get("seq")) or 0
        facts["since"] = happened_since(visit.engine, visit.viewer, item.number, seen)
    return _act_page(visit, trigger, facts, 409 if another or not typed.problems else 422)


def form_facts(
    visit: Visit,
    trigger: str,
    *,
    controls: Sequence[Control] | None = None,
    key: str | None = None,
    seq: int | None = None,
) -> dict[str, object]:
    """Return what the template of a form needs; `seq` is the last entry of the history that its reader sees."""
    _, entry, fresh = _form_of(visit, trigger)
    item, draft = visit.matter, None
    if controls is None:
        draft = draft_at(visit, "act", trigger=trigger)
        controls = as_drafted(fresh, draft)
    if seq is None:
        seq = visit.engine.history(item.number, viewer=visit.viewer.name)[-1].seq
    return {
        "trigger": trigger,
        "page": "act",
        "hidden": {},
        "params": {"number": item.number, "trigger": trigger},
        "controls": controls,
        "draft_at": when_kept(visit, draft),
        "target": entry.target if entry.target != item.state else None,
        "approve": [visit.tools.rulebook.of(item).roles[role].title for role in entry.approve],
        "not_by": entry.not_by,
        "key": key or new_key(),
        "expect": item.version,
        "seq": seq,
        "reasons": (),
        "since": (),
        "keeps": visit.engine.keeps_files,
    }


def _form_of(visit: Visit, trigger: str) -> tuple[Definition, Transition, list[Control]]:
    item = visit.matter
    definition = visit.tools.rulebook.of(item)
    entry = entry_of(definition, trigger, item.state) or next(iter(definition.transitions.get(trigger, ())), None)
    if entry is None:
        raise NotFound
    units = [unit.name for unit in visit.engine.directory.units]
    return definition, entry, controls_of(definition, entry, item, units)


def _act_page(visit: Visit, trigger: str, form: dict[str, object], status: int = 200) -> Answer:
    item = visit.matter
    facts = {"item": item, "form": form, "trigger": trigger, "kind": visit.tools.rulebook.of(item).title}
    return Answer("act.j2", facts, status)


def _reasons(outcome: acts.Outcome, controls: Sequence[Control]) -> tuple[str, ...]:
    """Return what was wrong with the whole; what stands at a field is not said twice."""
    there = {control.problem for control in controls if control.problem}
    reasons = [reason for reason in outcome.reasons if reason not in there]
    lost = [said for name, said in outcome.fields.items() if said not in there]
    return tuple(dict.fromkeys([*reasons, *lost]))


def open_file(visit: Visit) -> Answer:
    """Give a file that a field of the matter names, to those who may see that field."""
    engine, viewer = visit.engine, visit.viewer
    try:
        found = engine.open_file(visit.matter.number, visit.params["sha256"], viewer=viewer.name)
    except (EvidenceError, WorkflowError, InvalidData):
        raise NotFound from None
    if found.file.private and visit.tools.local:
        facts = {"number": found.file.number, "sha256": found.file.sha256}
        who, address = visit.who.account, visit.caller.address
        with writing(engine) as connection:
            journal.note(connection, "private file", at=visit.now, facts=facts, account=who, address=address)
    name = quote(found.file.name, safe="")
    within = visit.query.get("within") == "1" and found.file.kind in SHOWN
    headers = {
        "content-disposition": f"{'inline' if within else 'attachment'}; filename*=UTF-8''{name}",
        "content-security-policy": FRAMED if within else "sandbox; default-src 'none'; frame-ancestors 'none'",
        **({"x-frame-options": "SAMEORIGIN"} if within else {}),
    }
    return Answer(body=_blocks(found), kind=found.media_type, headers=headers)


def _blocks(found: OpenedFile) -> Iterator[bytes]:
    with found:
        while block := found.content.read(_BLOCK):
            yield block


_ACT = Page("act", "/i/{number}/do/{trigger}", ACTS_ON_THE_MATTER, shown=show_act, posted=do_act, files=True)

PAGES = (
    Page("file", "/i/{number}/files/{sha256}/{name}", SEES_THE_MATTER, shown=open_file),
    Page("item", "/i/{number}", SEES_THE_MATTER, shown=show_item),
    _ACT,
    draft_page(_ACT),
)
