"""待批: all that waits for a decision of one's unit; and one request, to be granted or not, signed or taken back."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import FIELD, KEPT, asked_controls, kept_pairs, no_day, read_day, read_form, whole, with_sent
from duban.desk.models.work import decisions_of, has_lapsed, reads_draft, request_on, settled
from duban.desk.pages.drafts import as_drafted, draft_at, draft_page, sent_now, when_kept
from duban.desk.pages.keys import new_key
from duban.desk.pages.notices import DECIDED_TEXTS, GRANT, OPINE, RECORD, REFUSE, SIGN, matter_named
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import ACTS, ACTS_ON_THE_MATTER, Answer, NotFound, Page, Sent, go
from duban.desk.who import ACTING
from duban.states import is_among
from duban.workflow import TransitionRefused, WorkflowError

if TYPE_CHECKING:
    from duban.desk.forms import Control, Read
    from duban.desk.models.work import Request
    from duban.desk.serving import Visit

DECIDED, SCAN, DAY = "decided", "scan", "on"
_PAGE = "decision"


def show_decisions(visit: Visit) -> Answer:
    """Show what waits for a decision, oldest first."""
    model = decisions_of(visit.engine, visit.viewer, visit.tools.rulebook)
    done, of = DECIDED_TEXTS.get(visit.query.get("done")), matter_named(visit)
    notice = words.headed(words.text(done), of) if done and of else ""
    return Answer("decisions.j2", {"model": model, "new_key": new_key, "notice": notice})


def show_decision(visit: Visit) -> Answer:
    """Show one request; of a draft, its text."""
    request, draft = _request(visit), draft_at(visit, _PAGE)
    if draft is not None:
        visit.form = Sent(draft.fields)  # the form as it was typed, though nobody has sent it now
        visit.flags[SCAN] = kept_pairs(visit.form.all(KEPT + SCAN))[:1]
    note = visit.form.get("note")
    if request is None:
        return _settled(visit, typed=_all_typed(visit))
    controls, text = as_drafted(_controls(visit, request), draft), _draft(visit, request)
    return _page(visit, request, controls, text=_typed_text(visit) or text, note=note, kept=when_kept(visit, draft))


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
        sent_now(visit, _PAGE)
        return _onward(visit, do)
    if (request := _request(visit)) is None:
        return _settled(visit, 409, typed=_all_typed(visit))
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
        case "part":
            return acts.decide(engine, order, seq, approve=True, note=note, length=visit.form.get("length"))
        case "record":
            return _record(visit, order, note)
        case "opine":
            return acts.opine(engine, order, seq, note or "")
        case "withdraw":
            return acts.withdraw(engine, order, seq, note=note)
        case "sign":
            typed = _typed_text(visit)
            changed = typed if request is not None and typed != _draft(visit, request) else ""
            seen = whole(visit.form.get("revision"))
            return acts.sign(engine, order, seq, data=read.data, text=changed or None, note=note, revision=seen)
        case _:
            raise NotFound


def _record(visit: Visit, order: acts.Order, note: str | None) -> acts.Outcome:
    """Record what a leader has decided, on the day that is given, with a scan of it if there is one."""
    kept, refused = keep_files(visit, order)
    scans = [*kept.get(SCAN, []), *kept_pairs(visit.form.all(KEPT + SCAN))]
    visit.flags[SCAN] = scans[:1]
    decided, wrong = visit.form.get(DECIDED), list(refused.values())
    if decided not in {GRANT, REFUSE}:
        wrong.append(words.text("say whether it was granted or not"))
    on = None
    try:
        on = read_day(visit.form.get(DAY))
    except ValueError:
        wrong.append(no_day())
    if on is None or wrong:
        return acts.Outcome(acts.REFUSED, reasons=tuple(wrong))
    scan = {"sha256": scans[0][0], "name": scans[0][1]} if scans else None
    leader, approve = visit.form.get("leader"), decided == GRANT
    return acts.record(visit.engine, order, _seq(visit), approve=approve, note=note, leader=leader, on=on, scan=scan)


def _leaders(visit: Visit, request: Request) -> list[str]:
    """Return those who may have decided a request: the people of the units that decide, or these units."""
    people = visit.engine.directory.people
    named = [f"{each.unit}/{each.name}" for each in people if is_among(each.unit, request.leaders)]
    return list(dict.fromkeys(named)) or list(request.leaders)


def _onward(visit: Visit, do: str) -> Answer:
    number = visit.matter.number
    if do in {GRANT, RECORD} and has_lapsed(visit.engine, visit.viewer, number, _seq(visit)):
        return go(visit.url("decision", number=number, seq=_seq(visit)))
    if visit.form.get("from") == "done":
        return go(visit.url("done", done=do))
    if visit.form.get("from") == "item":
        return go(visit.url("item", number=number, done=do))
    return go(visit.url("decisions", done=do, of=number))


def _seq(visit: Visit) -> int:
    seq = whole(visit.params["seq"])
    if seq is None:
        raise NotFound
    return seq


def _request(visit: Visit) -> Request | None:
    return request_on(visit.engine, visit.viewer, visit.tools.rulebook, visit.matter, _seq(visit))


def _controls(visit: Visit, request: Request) -> list[Control]:
    """Return the controls of what the signer of a draft has to write."""
    units = [unit.name for unit in visit.engine.directory.units]
    definition = visit.tools.rulebook.of(visit.matter)
    return asked_controls(definition, request.asks, visit.matter, units=units, fresh=True)


def _draft(visit: Visit, request: Request) -> str:
    """Return the text of a draft; empty if it is none, if it is decided by now, or if it is not for the viewer."""
    if not reads_draft(request, visit.viewer, visit.tools.rulebook, visit.matter):
        return ""
    try:
        found = visit.engine.read_draft(f"{request.number}#{request.seq}", viewer=visit.viewer.name)
    except TransitionRefused as refused:
        visit.flags["hindered"] = tuple(map(str, refused.blockers))
        return ""
    except WorkflowError:
        return ""
    visit.flags["draft"] = found
    return (found.body or found.text).strip()


def _typed_text(visit: Visit) -> str:
    return visit.form.get("text").replace("\r\n", "\n")


def _all_typed(visit: Visit) -> str:
    """Return the remark and the wording of a paper as they were typed, where nothing can be done with them any more."""
    return "\n\n".join(each for each in (visit.form.get("note"), _typed_text(visit).strip()) if each)


def _page(
    visit: Visit,
    request: Request,
    controls: list[Control],
    *,
    text: str = "",
    note: str = "",
    reasons: tuple[str, ...] = (),
    kept: str = "",
    status: int = 200,
) -> Answer:
    if request.signs and "draft" not in visit.flags:
        _draft(visit, request)
    facts = {"request": request, "controls": controls, "text": text, "note": note, "reasons": reasons, "kept": kept}
    facts |= {"on": visit.form.get(DAY) or visit.engine.today().isoformat(), "leader": visit.form.get("leader")}
    facts |= {"decided": visit.form.get(DECIDED), "scans": visit.flags.get(SCAN, ())}
    facts |= {
        "draft": visit.flags.get("draft"),
        "key": new_key(),
        "leaders": _leaders(visit, request),
        "rows": max(8, text.count("\n") + 3),
    }
    facts |= {"hindered": visit.flags.get("hindered", ()), "previews": find_spec("typst") is not None}
    return Answer("decision.j2", {**facts, "item": visit.matter}, status)


def _settled(visit: Visit, status: int = 200, *, typed: str = "") -> Answer:
    """Say who has decided a request, and how."""
    ended = settled(visit.engine, visit.viewer, visit.matter.number, _seq(visit))
    if ended is None:
        lines = (words.text("it was withdrawn by itself, or was never asked for; the history says what happened"),)
        facts = {"title": words.text("this does not wait for a decision"), "lines": lines}
        return Answer("problem.j2", {**facts, "to": visit.url("item", number=visit.matter.number)}, 410)
    return Answer("decision.j2", {"request": None, "ended": ended, "item": visit.matter, "typed": typed}, status)


_DECISION = Page(
    _PAGE, "/i/{number}/decisions/{seq}", ACTS_ON_THE_MATTER, shown=show_decision, posted=act_on_request, files=True
)

PAGES = (
    Page("decisions", "/decisions", ACTS, shown=show_decisions, nav="Decisions", place=20, nav_for=ACTING),
    _DECISION,
    draft_page(_DECISION),
)

NAV_TEXTS = ("Decisions",)
