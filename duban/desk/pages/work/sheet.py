"""本月填报: what one's unit has to sign for and to report of, on one page; what is typed is kept as a draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import whole
from duban.desk.models.work import sheet_of
from duban.desk.pages.drafts import forget_draft, own_draft, save_draft
from duban.desk.pages.keys import new_key
from duban.desk.pages.notices import matter_named
from duban.desk.pages.work.sheet_lines import blank_lines, read_lines
from duban.desk.serving import ACTS, Answer, NotFound, Page, go
from duban.desk.who import Function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.desk.models.work import MonthSheet, OwedSheet
    from duban.desk.pages.work.sheet_lines import LineForm
    from duban.desk.saved import Draft
    from duban.desk.serving import Visit

SIGN, WRITE, HAND_IN, DRAFT, FORGET = "sign", "write", "hand-in", "draft", "forget"
"""What the buttons say that they do; handing in has the number of the sheet behind it."""

TICK, NOTE = "sign", "note."


@dataclass(slots=True)
class Filled:
    """The form as it is shown: the lines of each sheet by its number, what is ticked, and what was refused."""

    lines: dict[str, list[LineForm]]
    notes: dict[str, str]
    ticked: frozenset[str]
    key: str
    reasons: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None

    @property
    def wrong(self) -> list[LineForm]:
        """Return the lines with which something is wrong."""
        return [line for lines in self.lines.values() for line in lines if line.wrong]


def show_sheet(visit: Visit) -> Answer:
    """Show what is owed, with the draft if there is one."""
    model = _read(visit)
    if model is None:
        return go(visit.url("sheet"))
    draft = own_draft(visit, _place(visit))
    values = None if draft is None else draft.all
    ticked = frozenset(row.number for row in model.to_sign) if values is None else frozenset(values(TICK))
    filled = Filled(
        {sheet.item.number: blank_lines(sheet, values) for sheet in model.sheets},
        {sheet.item.number: _note(sheet, values) for sheet in model.sheets},
        ticked,
        new_key(),
        draft=draft,
    )
    return _page(visit, model, filled)


def send_sheet(visit: Visit) -> Answer:
    """Sign for what is ticked, write lines, hand a sheet in, or keep what was typed as a draft."""
    do, _, of = visit.form.get("do").partition(" ")
    if do == FORGET:
        forget_draft(visit, _place(visit))
        return go(_address(visit))
    model = _model(visit)
    filled = _filled(visit, model)
    if do == SIGN:
        return _sign(visit, model, filled)
    if do in {WRITE, HAND_IN}:
        return _write(visit, model, filled, of if do == HAND_IN else None)
    if not save_draft(visit, _place(visit)):
        return _page(visit, model, filled)
    return go(_address(visit, done=DRAFT))


def keep_sheet(visit: Visit) -> Answer:
    """Keep what was typed so far, for a page that saves by itself."""
    _model(visit)
    save_draft(visit, _place(visit))
    return Answer(status=204, body=b"")


def _sign(visit: Visit, model: MonthSheet, filled: Filled) -> Answer:
    rows = [row for row in model.to_sign if row.number in filled.ticked]
    done = 0
    for row in rows:
        order = acts.Order(visit.who, row.number, f"{filled.key}:{row.number}")
        outcome = acts.pull(visit.engine, order, row.trigger or "", data={}, note=None, units=None)
        if outcome.how == acts.DONE:
            done += 1
        else:
            filled.refused[row.number] = "\n".join(outcome.reasons) or words.text("it was sent before")
    if not rows:
        filled.reasons.append(words.text("nothing is ticked"))
    typed = any(line.typed for lines in filled.lines.values() for line in lines)
    if rows and not filled.refused and (not typed or save_draft(visit, _place(visit))):
        return go(_address(visit, done=SIGN, count=done))
    again = _model(visit)
    return _page(visit, again, filled, 200 if rows and not filled.refused else 409, done=done)


def _write(visit: Visit, model: MonthSheet, filled: Filled, handed_in: str | None) -> Answer:
    """Write what was filled in, or hand one sheet in with its lines; what is wrong stands at its line."""
    written = 0
    for sheet in model.sheets:
        number = sheet.item.number
        if handed_in in {None, number}:
            written += _write_one(visit, sheet, filled, hand_in=handed_in is not None)
    if handed_in is None and not any(line.typed for lines in filled.lines.values() for line in lines):
        filled.reasons.append(words.text("nothing new is filled in"))
    if filled.reasons or filled.wrong:
        if written:  # what was taken stands in the sheet now
            model = _model(visit)
            shown = _filled(visit, model)
            shown.reasons, shown.key = filled.reasons, new_key()
            for number, lines in filled.lines.items():
                _keep_problems(lines, shown.lines.get(number, []))
            filled = shown
        return _page(visit, model, filled, 409 if filled.reasons else 422, done=written)
    forget_draft(visit, _place(visit))
    if handed_in is None:
        return go(_address(visit, done=WRITE, count=written))
    return go(_address(visit, done=HAND_IN, of=handed_in))


def _write_one(visit: Visit, sheet: OwedSheet, filled: Filled, *, hand_in: bool) -> int:
    """Write the lines of one sheet, and return how many."""
    lines = filled.lines[sheet.item.number]
    given = {line.row.line.number: line.given for line in lines if line.given is not None}
    if hand_in and any(line.wrong for line in lines):
        for line in lines:
            if not line.typed and not line.row.line.written:
                line.problems.append(words.text("nothing is said of it yet"))
        return 0
    if not given and not hand_in:
        return 0
    order = acts.Order(visit.who, sheet.item.number, f"{filled.key}:{sheet.item.number}")
    note = filled.notes.get(sheet.item.number) or None
    outcome = acts.report(visit.engine, order, given, hand_in=hand_in, note=note)
    if outcome.how == acts.DONE:
        return len(given)
    if outcome.how == acts.AGAIN:
        filled.reasons.append(words.text("it was sent from this form before, with other words"))
        filled.key = new_key()
    filled.reasons += outcome.reasons
    for line in lines:
        said = outcome.fields.get(line.row.line.number)
        if said is not None:
            line.problems.append(words.text("nothing is said of it yet") if line.given is None else said)
    rest = outcome.fields.keys() - {line.row.line.number for line in lines}
    filled.reasons += dict.fromkeys(outcome.fields[number] for number in sorted(rest))
    return 0


def _keep_problems(before: list[LineForm], now: list[LineForm]) -> None:
    """Let lines that were read anew have the problems that they had."""
    found = {line.prefix: line for line in now}
    for line in before:
        if line.wrong and (shown := found.get(line.prefix)) is not None:
            shown.controls, shown.problems = line.controls, line.problems


# -- the form ---------------------------------------------------------------------------------------------------------


def _read(visit: Visit) -> MonthSheet | None:
    return sheet_of(visit.engine, visit.viewer, visit.tools.rulebook, visit.params.get("plan"))


def _model(visit: Visit) -> MonthSheet:
    model = _read(visit)
    if model is None:
        raise NotFound
    return model


def _filled(visit: Visit, model: MonthSheet) -> Filled:
    values = visit.form.all
    return Filled(
        {sheet.item.number: read_lines(sheet, values) for sheet in model.sheets},
        {sheet.item.number: _note(sheet, values) for sheet in model.sheets},
        frozenset(values(TICK)),
        visit.form.get("key") or new_key(),
    )


def _note(sheet: OwedSheet, values: Callable[[str], list[str]] | None) -> str:
    return "" if values is None else next(iter(values(NOTE + sheet.item.number)), "")


def _page(visit: Visit, model: MonthSheet, filled: Filled, status: int = 200, *, done: int = 0) -> Answer:
    facts: Mapping[str, object] = {
        "model": model,
        "filled": filled,
        "action": _address(visit),
        "token": {} if model.plan is None else {"plan": model.plan.number},
        "page": visit.page.name,
        "notice": _notice(visit, done),
        "saves": visit.who.account is not None,
        "zone": visit.tools.rulebook.zone,
        "new_key": new_key,
    }
    return Answer("sheet.j2", facts, status)


def _notice(visit: Visit, done: int) -> str:
    """Return what is told above the form of what was done just now."""
    if visit.method == "POST":
        return words.text("{count} are done; the others are not yet", count=done) if done else ""
    count = whole(visit.query.get("count")) or 0
    match visit.query.get("done"):
        case "sign":
            return words.text("signed for: {count}", count=count)
        case "write":
            return words.text("lines written: {count}", count=count)
        case "hand-in":
            number = matter_named(visit)
            return words.text("handed in: {number}", number=number) if number else ""
        case "draft":
            return words.text("the draft is saved; nobody else sees it")
    return ""


def _address(visit: Visit, **more: object) -> str:
    plan = visit.params.get("plan")
    return visit.url("sheet", **more) if plan is None else visit.url("sheet-of", plan=plan, **more)


def _place(visit: Visit) -> str:
    plan = visit.params.get("plan")
    return "/sheet" if plan is None else f"/sheet/{plan}"


_FILLING = frozenset({Function.CLERK, Function.LEADER})

PAGES = (
    Page("sheet", "/sheet", ACTS, shown=show_sheet, posted=send_sheet, nav="Reports", place=15, nav_for=_FILLING),
    Page("sheet-draft", "/sheet/draft", ACTS, posted=keep_sheet, form_of="sheet"),
    Page("sheet-of", "/sheet/{plan}", ACTS, shown=show_sheet, posted=send_sheet),
    Page("sheet-of-draft", "/sheet/{plan}/draft", ACTS, posted=keep_sheet, form_of="sheet-of"),
)

NAV_TEXTS = ("Reports",)
