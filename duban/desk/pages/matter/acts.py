"""What can be done with a matter besides its acts: a form for each verb of the engine, at `/i/{number}/…`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts, forms
from duban.desk.forms import VerbField
from duban.desk.models import happened_since
from duban.desk.models.matter import verb_of
from duban.desk.pages.drafts import as_drafted, draft_at, draft_page, sent_now, when_kept
from duban.desk.pages.keys import new_key
from duban.desk.pages.matter.sharing import divide, excuse, link, merge, wrong
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import ACTS_ON_THE_MATTER, Answer, Page, go
from duban.states import parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duban.desk.acts import Order, Outcome
    from duban.desk.forms import Control, Read
    from duban.desk.models.matter import Verb
    from duban.desk.serving import Visit
    from duban.workflow import Possible, Situation

    Doing = Callable[[Visit, Situation, Possible, Order, Read], Outcome]

OFFICE, UNITS = "office", "units"


def show_verb(visit: Visit, verb: str) -> Answer:
    """Show the form of a verb, or why it cannot be done now and who can."""
    standing, possible = _found(visit, verb)
    if possible is None:
        return _nothing(visit)
    shown = verb_of(visit.engine, standing, visit.tools.rulebook, possible, verb)
    controls = forms.verb_controls(verb, visit.engine, standing, possible, visit.viewer.unit)
    draft = draft_at(visit, shown.page, possible.about)
    return _page(visit, standing, shown, as_drafted(controls, draft), kept=when_kept(visit, draft))


def do_verb(visit: Visit, verb: str) -> Answer:
    """Do what a form says; a refusal gives it back as it was typed."""
    standing, possible = _found(visit, verb)
    if possible is None:
        return _nothing(visit)
    controls = forms.verb_controls(verb, visit.engine, standing, possible, visit.viewer.unit)
    key = visit.form.get("key") or new_key()
    order = acts.Order(visit.who, visit.matter.number, key, expect=forms.whole(visit.form.get("expect")))
    kept, refused = keep_files(visit, order)
    read = forms.read_form(controls, standing.definition, visit.form.all, lambda name: kept.get(name, []))
    read.problems |= refused
    outcome = acts.Outcome(acts.REFUSED, fields=read.problems)
    if not read.problems:
        outcome = _DOING[verb](visit, standing, possible, order, read)
    shown = verb_of(visit.engine, standing, visit.tools.rulebook, possible, verb)
    if outcome.how == acts.DONE:
        sent_now(visit, shown.page, possible.about)
        return go(visit.url("item", number=visit.matter.number, done=verb))
    named = {forms.FIELD + name: said for name, said in outcome.fields.items()}
    back = forms.with_sent(controls, read.sent, {**named, **outcome.fields})
    there = {control.problem for control in back if control.problem}
    again = (words.text("it was sent from this form before, with other words"),) if outcome.how == acts.AGAIN else ()
    lost = [said for said in outcome.fields.values() if said not in there]
    reasons = tuple(dict.fromkeys([*again, *(each for each in (*outcome.reasons, *lost) if each not in there)]))
    conflict = outcome.how == acts.CONFLICT
    status = 409 if conflict or not read.problems else 422
    return _page(visit, standing, shown, back, key=key, reasons=reasons, conflict=conflict, status=status)


def _found(visit: Visit, verb: str) -> tuple[Situation, Possible | None]:
    """Return where the matter stands, and what the engine says of the verb; None if there is nothing to do it to."""
    standing = visit.engine.situation(visit.matter.number, viewer=visit.viewer.name, by=visit.viewer.by)
    about = visit.form.get("about") or visit.query.get("about")
    wanted = "remark" if verb == "call" else verb
    those = [each for each in standing.possible if each.verb == wanted]
    found = next((each for each in those if each.about == about), None if about else next(iter(those), None))
    return standing, found


def _nothing(visit: Visit) -> Answer:
    """Say that there is nothing to answer or to extend, or not any more."""
    lines = (words.text("there is nothing here for you to do, or not any more"),)
    facts = {"title": words.text("this cannot be done"), "lines": lines}
    return Answer("problem.j2", {**facts, "to": visit.url("item", number=visit.matter.number)}, 410)


def _page(
    visit: Visit,
    standing: Situation,
    verb: Verb,
    controls: Sequence[Control],
    *,
    key: str | None = None,
    reasons: tuple[str, ...] = (),
    conflict: bool = False,
    kept: str = "",
    status: int = 200,
) -> Answer:
    item, seq = standing.instance, forms.whole(visit.form.get("seq"))
    if seq is None:
        seq = visit.engine.history(item.number, viewer=visit.viewer.name)[-1].seq
    since = happened_since(visit.engine, visit.viewer, item.number, seq) if conflict else ()
    form = {
        "page": verb.page,
        "params": {"number": item.number},
        "trigger": verb.title,
        "hidden": {"about": verb.about},
        "controls": controls,
        "draft_at": kept,
        "target": None,
        "approve": (),
        "not_by": None,
        "key": new_key() if key is None or conflict else key,
        "expect": item.version,
        "seq": seq,
        "reasons": reasons,
        "since": since,
        "keeps": visit.engine.keeps_files,
    }
    kind = standing.definition.title
    return Answer("verb.j2", {"item": item, "verb": verb, "form": form, "kind": kind}, status)


def _extend(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing
    amount = forms.whole(read.plain[VerbField.AMOUNT])
    if not amount:
        return wrong(VerbField.AMOUNT, words.text("write a whole number, such as 5"))
    unit = parse_duration(possible.at_most or "1 working day").unit
    return acts.extend(visit.engine, order, possible.about, f"{amount} {unit}", note=read.note, data=read.data)


def _urge(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing, possible
    return acts.urge(visit.engine, order, note=read.note)


def _answer(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing
    return acts.answer(visit.engine, order, int(possible.about), read.plain[VerbField.TEXT])


def _remark(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing, possible
    to = UNITS if read.plain[VerbField.TO] == forms.audiences()[1] else OFFICE
    return acts.remark(visit.engine, order, read.plain[VerbField.TEXT], to=to)


def _call(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing, possible
    person, said = read.plain[VerbField.PERSON], read.plain.get(VerbField.TEXT, "")
    reached = read.plain[VerbField.REACHED] == forms.call_outcomes()[0]
    call = words.text("rang {person}", person=person) if reached else words.text("rang {person} in vain", person=person)
    return acts.remark(visit.engine, order, words.headed(call, said) if said else call, to=OFFICE)


def _hand_on(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing, possible
    person = read.plain[VerbField.PERSON]
    return acts.hand_on(visit.engine, order, None if person == forms.taken_back() else person, note=read.note)


def _assign(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del possible
    role = forms.roles_of(standing).get(read.plain[VerbField.ROLE], "")
    return acts.assign(visit.engine, order, role, read.units or [], note=read.note)


def _instruct(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing, possible
    plain = read.plain
    try:
        on = forms.read_day(plain[VerbField.ON])
    except ValueError:
        return wrong(VerbField.ON, forms.no_day())
    return acts.instruct(
        visit.engine,
        order,
        plain[VerbField.TEXT],
        leader=plain[VerbField.LEADER],
        on=on,
        demand=plain.get(VerbField.DEMAND) or None,
        scan=read.data.get("scan"),
        opens=plain.get(VerbField.OPENS) == "yes",
    )


def _correct(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    controls = forms.verb_controls("correct", visit.engine, standing, possible, visit.viewer.unit)
    changed = forms.changed([each for each in controls if each.name != forms.NOTE_FIELD], read.sent)
    emptied = [name for name in changed if not read.sent.get(name)]
    if emptied:
        return wrong(emptied[0], words.text("what was recorded can be corrected, but not emptied"))
    data = {name: value for name, value in read.data.items() if forms.FIELD + name in changed}
    title = read.plain[VerbField.TITLE] if VerbField.TITLE in changed else None
    return acts.correct(visit.engine, order, data, title=title, note=read.note or "")


def _void(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    del standing, possible
    return acts.void(visit.engine, order, note=read.note or "")


_DOING: Mapping[str, Doing] = {
    "extend": _extend,
    "urge": _urge,
    "answer": _answer,
    "remark": _remark,
    "call": _call,
    "hand_on": _hand_on,
    "assign": _assign,
    "excuse": excuse,
    "divide": divide,
    "link": link,
    "instruct": _instruct,
    "correct": _correct,
    "merge": merge,
    "void": _void,
}

_FORMS = tuple(
    Page(
        f"matter-{verb.replace('_', '-')}",
        f"/i/{{number}}/{verb.replace('_', '-')}",
        ACTS_ON_THE_MATTER,
        shown=partial(show_verb, verb=verb),
        posted=partial(do_verb, verb=verb),
        files=verb == "instruct",
    )
    for verb in _DOING
)

PAGES = (*_FORMS, *map(draft_page, _FORMS))
