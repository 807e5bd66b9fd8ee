"""A paper is drafted by hand, a draft is edited, and looked at as it will leave."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk import acts
from duban.desk.forms import no_day, read_day, whole
from duban.desk.models.work import reads_draft, request_on
from duban.desk.pages.keys import new_key
from duban.desk.serving import ACTS_ON_THE_MATTER, SEES_THE_MATTER, Answer, NotFound, Page, go
from duban.evidence import EvidenceError
from duban.ledger.papers import figures_of, preview
from duban.workflow import TransitionRefused, WorkflowError

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.workflow import Draft

_FIELDS = ("to", "copies", "title", "text", "requirements", "reply_by")


def show_new(visit: Visit) -> Answer:
    """Show the form of a new paper; which kinds can be drafted is for the scenario to say."""
    return _form(visit, dict.fromkeys(_FIELDS, ""))


def draft_new(visit: Visit) -> Answer:
    """Draft a paper."""
    order, paper = _order(visit), visit.form.get("paper")
    written, wrong = _written(visit)
    outcome = acts.Outcome(acts.REFUSED, reasons=wrong)
    if not wrong:
        outcome = acts.draft_paper(visit.engine, order, paper, written, visit.form.get("note").strip() or None)
    if outcome.how != acts.DONE:
        return _form(visit, _typed(visit), reasons=_reasons(outcome), status=409)
    number = visit.matter.number
    waiting = [each for each in visit.engine.pending(number=number) if each.paper == paper]
    if not waiting:  # signed or refused since, if the form is sent again
        return go(visit.url("item", number=number))
    return go(visit.url("decision", number=number, seq=int(waiting[-1].id.rpartition("#")[2])))


def show_edit(visit: Visit) -> Answer:
    """Show a draft to be edited."""
    draft = _draft(visit)
    values = {
        "to": "\n".join(draft.to),
        "copies": "\n".join(draft.copies),
        "title": draft.title,
        "text": draft.body,
        "requirements": draft.requirements,
        "reply_by": "" if draft.reply_by is None else draft.reply_by.isoformat(),
    }
    return _form(visit, values, draft=draft, revision=draft.revision)


def edit(visit: Visit) -> Answer:
    """Edit a draft; only what was changed is written."""
    draft, seq = _draft(visit), whole(visit.params["seq"]) or 0
    written, wrong = _written(visit)
    shown = {
        "to": list(draft.to),
        "copy": list(draft.copies),
        "title": draft.title,
        "text": draft.body.strip(),
        "requirements": draft.requirements,
        "reply_by": draft.reply_by,
    }
    changed = {name: each for name, each in written.items() if each != shown[name]}
    revision = whole(visit.form.get("revision"))
    outcome = acts.Outcome(acts.REFUSED, reasons=wrong)
    if not wrong:
        note = visit.form.get("note").strip() or None
        outcome = acts.edit_draft(visit.engine, _order(visit), seq, changed, revision=revision, note=note)
    if outcome.how != acts.DONE:
        return _form(visit, _typed(visit), draft=draft, revision=revision, reasons=_reasons(outcome), status=409)
    return go(visit.url("decision", number=visit.matter.number, seq=seq))


def show_preview(visit: Visit) -> Answer:
    """Give a draft as the PDF that it will be."""
    if importlib.util.find_spec("typst") is None:
        raise NotFound
    _check_reader(visit)
    try:
        engine, viewer = visit.engine, visit.viewer.name
        content = engine.draft_content(_id(visit), viewer=viewer)
        with words.speaking("zh"):
            body = preview(content, engine.settings, figures_of(engine, content, viewer=viewer))
    except (EvidenceError, WorkflowError, ValueError):
        raise NotFound from None
    headers = {
        "content-disposition": "inline; filename=preview.pdf",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        "x-frame-options": "SAMEORIGIN",
    }
    return Answer(body=body, kind="application/pdf", headers=headers)


def _order(visit: Visit) -> acts.Order:
    return acts.Order(visit.who, visit.matter.number, visit.form.get("key") or new_key())


def _id(visit: Visit) -> str:
    return f"{visit.matter.number}#{whole(visit.params['seq']) or 0}"


def _check_reader(visit: Visit) -> None:
    """Raise NotFound for those who can neither sign nor edit a draft: they read it once it is signed."""
    seq, rulebook = whole(visit.params["seq"]) or 0, visit.tools.rulebook
    request = request_on(visit.engine, visit.viewer, rulebook, visit.matter, seq)
    if request is None or not reads_draft(request, visit.viewer, rulebook, visit.matter):
        raise NotFound


def _draft(visit: Visit) -> Draft:
    _check_reader(visit)
    try:
        return visit.engine.read_draft(_id(visit), viewer=visit.viewer.name)
    except (TransitionRefused, WorkflowError):
        raise NotFound from None


def _written(visit: Visit) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what is written of a paper as the verbs take it, and what is wrong with it."""
    form = visit.form
    written: dict[str, Any] = {}
    units = {name: [line.strip() for line in form.get(name).splitlines() if line.strip()] for name in ("to", "copies")}
    editing = bool(form.get("revision"))
    if units["to"]:
        written["to"] = units["to"]
    if units["copies"] or editing:
        written["copy"] = units["copies"]
    for name in ("title", "text", "requirements"):
        text = form.get(name).replace("\r\n", "\n").strip()
        if text or editing:
            written[name] = text
    try:
        day = read_day(form.get("reply_by")) if form.get("reply_by").strip() else None
    except ValueError:
        return written, (no_day(),)
    if day is not None:
        written["reply_by"] = day
    return written, ()


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.form.get(name) for name in _FIELDS}


def _reasons(outcome: acts.Outcome) -> tuple[str, ...]:
    again = (words.text("it was sent from this form before, with other words"),) if outcome.how == acts.AGAIN else ()
    return (*again, *outcome.reasons)


def _form(
    visit: Visit,
    values: dict[str, str],
    *,
    draft: Draft | None = None,
    revision: int | None = None,
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> Answer:
    definition = visit.tools.rulebook.of(visit.matter)
    kinds = [name for name, paper in definition.papers.items() if paper.by]
    if draft is None and not kinds:
        raise NotFound
    facts: dict[str, Any] = {"item": visit.matter, "values": values, "draft": draft, "kinds": kinds, "key": new_key()}
    facts |= {
        "revision": revision,
        "reasons": reasons,
        "chosen": visit.form.get("paper"),
        "note": visit.form.get("note"),
    }
    return Answer("paper_draft.j2", facts, status)


PAGES = (
    Page("paper-new", "/i/{number}/paper", ACTS_ON_THE_MATTER, shown=show_new, posted=draft_new),
    Page("paper-edit", "/i/{number}/decisions/{seq}/edit", ACTS_ON_THE_MATTER, shown=show_edit, posted=edit),
    Page("paper-preview", "/i/{number}/decisions/{seq}/preview", SEES_THE_MATTER, shown=show_preview),
)
