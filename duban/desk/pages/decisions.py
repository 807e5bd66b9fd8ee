"""待批: all that waits for a decision of one's unit; and one request, to be granted or not, signed or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import FIELD, asked_controls, read_form, with_sent
from duban.desk.models import decisions_of, has_lapsed, request_on, settled
from duban.desk.pages.keys import new_key
from duban.desk.serving import ACTS, ACTS_ON_THE_MATTER, Answer, NotFound, Page, go
from duban.desk.who import ACTING
from duban.workflow import TransitionRefused, WorkflowError

if TYPE_CHECKING:
    from duban.desk.forms import Control, Read
    from duban.desk.models import Request
    from duban.desk.serving import Visit

GRANT, REFUSE, OPINE, SIGN, WITHDRAW = "grant", "refuse", "opine", "sign", "withdraw"
"""What the buttons of a request say that they do."""


def show_decisions(visit: Visit) -> Answer:
    """Show what waits for a decision, oldest first."""
    model = decisions_of(visit.engine, visit.viewer, visit.tools.rulebook)
    done = DONE_TEXTS.get(visit.query.get("done"))
    notice = "" if done is None else words.headed(words.text(done), visit.query.get("of"))
    return Answer("decisions.j2", {"model": model, "new_key": new_key, "notice": notice})


def show_decision(visit: Visit) -> Answer:
    """Show one request; of a draft, its text."""
    request = _request(visit)
    if request is None:
        return _settled(visit)
    return _page(visit, request, _controls(visit, request), text=_draft(visit, request))


def act_on_request(visit: Visit) -> Answer:
    """Grant a request or not, sign a draft, give an opinion, or take one's own request back."""
    request = _request(visit)
    controls = [] if request is None else _controls(visit, request)
    read = read_form(controls, visit.tools.rulebook.of(visit.matter), visit.form.all, lambda _: ())
    do, note = visit.form.get("do"), visit.form.get("note")
    if do in {REFUSE, OPINE} and not note:
        said = words.text("say why it is not granted") if do == REFUSE else words.text("write the opinion first")
        outcome = acts.Outcome(acts.REFUSED, reasons=(said,))
    elif do == SIGN and read.problems:
        outcome = acts.Outcome(acts.REFUSED, fields=read.problems)
    else:
        outcome = _done(visit, do, note or None, read, request)
    if outcome.how == acts.DONE:
        return _onward(visit, do)
    if (request := _request(visit)) is None:
        return _settled(visit, 409, typed=note)
    named = {FIELD + name: said for name, said in outcome.fields.items()}
    shown = with_sent(controls, read.sent, {**named, **outcome.fields}) if do == SIGN else controls
    again = (words.text("it was sent from this form before, with other words"),) if outcome.how == acts.AGAIN else ()
    there = {control.problem for control in shown}
    reasons = tuple(each for each in (*again, *outcome.reasons) if each not in there)
    status = 422 if not reasons or not note else 409
    return _page(visit, request, shown, text=_typed_text(visit), note=note, reasons=reasons, status=status)


def _done(visit: Visit, do: str, note: str | None, read: Read, request: Request | None) -> acts.Outcome:
    engine, seq = visit.engine, _seq(visit)
    order = acts.Order(visit.who, visit.matter.number, visit.form.get("key") or new_key())
    match do:
        case "grant" | "refuse":
            return acts.decide(engine, order, seq, approve=do == GRANT, note=note)
        case "opine":
            return acts.opine(engine, order, seq, note or "")
        case "withdraw":
            return acts.withdraw(engine, order, seq, note=note)
        case "sign":
            typed = _typed_text(visit)
            changed = typed if request is not None and typed != _draft(visit, request) else ""
            return acts.sign(engine, order, seq, data=read.data, text=changed or None, note=note)
        case _:
            raise NotFound


def _onward(visit: Visit, do: str) -> Answer:
    number = visit.matter.number
    if do == GRANT and has_lapsed(visit.engine, visit.viewer, number, _seq(visit)):
        return go(visit.url("decision", number=number, seq=_seq(visit)))
    if visit.form.get("from") == "done":
        return go(visit.url("done", done=do))
    if visit.form.get("from") == "item":
        return go(visit.url("item", number=number, done=words.text(DONE_TEXTS[do])))
    return go(visit.url("decisions", done=do, of=number))


def _seq(visit: Visit) -> int:
    seq = visit.params["seq"]
    if not (seq.isascii() and seq.isdecimal()) or len(seq) > 18:  # noqa: PLR2004 - no history is that long
        raise NotFound
    return int(seq)


def _request(visit: Visit) -> Request | None:
    return request_on(visit.engine, visit.viewer, visit.tools.rulebook, visit.matter, _seq(visit))


def _controls(visit: Visit, request: Request) -> list[Control]:
    """Return the controls of what the signer of a draft has to write."""
    units = [unit.name for unit in visit.engine.directory.units]
    definition = visit.tools.rulebook.of(visit.matter)
    return asked_controls(definition, request.asks, visit.matter, units=units, fresh=True)


def _draft(visit: Visit, request: Request) -> str:
    """Return the text of a draft; empty if it is none, or decided by now."""
    if not request.signs:
        return ""
    try:
        found = visit.engine.read_draft(f"{request.number}#{request.seq}", viewer=visit.viewer.name)
    except TransitionRefused as refused:
        visit.flags["hindered"] = tuple(map(str, refused.blockers))
        return ""
    except WorkflowError:
        return ""
    visit.flags["draft"] = found
    return found.text.strip()


def _typed_text(visit: Visit) -> str:
    return visit.form.get("text").replace("\r\n", "\n")


def _page(
    visit: Visit,
    request: Request,
    controls: list[Control],
    *,
    text: str = "",
    note: str = "",
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> Answer:
    if request.signs and "draft" not in visit.flags:
        _draft(visit, request)
    facts = {"request": request, "controls": controls, "text": text, "note": note, "reasons": reasons}
    facts |= {"hindered": visit.flags.get("hindered", ())}
    facts |= {"draft": visit.flags.get("draft"), "key": new_key(), "rows": max(8, text.count("\n") + 3)}
    return Answer("decision.j2", {**facts, "item": visit.matter}, status)


def _settled(visit: Visit, status: int = 200, *, typed: str = "") -> Answer:
    """Say who has decided a request, and how."""
    ended = settled(visit.engine, visit.viewer, visit.matter.number, _seq(visit))
    if ended is None:
        lines = (words.text("it was withdrawn by itself, or was never asked for; the history says what happened"),)
        facts = {"title": words.text("this does not wait for a decision"), "lines": lines}
        return Answer("problem.j2", {**facts, "to": visit.url("item", number=visit.matter.number)}, 410)
    return Answer("decision.j2", {"request": None, "ended": ended, "item": visit.matter, "typed": typed}, status)


PAGES = (
    Page("decisions", "/decisions", ACTS, shown=show_decisions, nav="Decisions", place=20, nav_for=ACTING),
    Page(
        "decision",
        "/i/{number}/decisions/{seq}",
        ACTS_ON_THE_MATTER,
        shown=show_decision,
        posted=act_on_request,
    ),
)

NAV_TEXTS = ("Decisions",)

DONE_TEXTS = {
    GRANT: "granted",
    REFUSE: "refused",
    OPINE: "opinion recorded",
    SIGN: "signed and sent",
    WITHDRAW: "request taken back",
}
