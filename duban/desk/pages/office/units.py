"""单位与人员: the list of units with whom to reach, one unit, and its people: added, mended, away, gone."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk import acts
from duban.desk.accounts import AccountProblem
from duban.desk.forms import read_day
from duban.desk.keeping import DeskOffice
from duban.desk.models import office as models
from duban.desk.pages.office.rights import KEEPS, KEEPS_A_UNIT, journalled, may_keep, may_keep_unit
from duban.desk.serving import SIGNED_IN, Answer, NotFound, Page, go
from duban.ledger import plain_or_phone
from duban.states import UnknownMedium, same_name
from duban.workflow import contacts_csv, units_csv

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.serving import Visit
    from duban.workflow import Contact


def show_units(visit: Visit) -> Answer:
    """List the units with their people, as far as they are asked for."""
    return _units(visit)


def _units(visit: Visit, *, problems: tuple[str, ...] = (), status: int = 200) -> Answer:
    query = visit.query
    wanted = models.Wanted(query.get("q"), query.get("group"), query.get("silent") == "1")
    keeps = may_keep(visit) and visit.engine.keeps_directory
    office = models.office_of(visit.engine, visit.viewer, wanted, edits=keeps)
    # Beside those who are not reached, and only to those who may correct them.
    dead = visit.engine.marked_addresses() if wanted.silent and may_keep(visit) else []
    facts = {"office": office, "wanted": wanted, "keeps": keeps, "problems": problems, "notice": _notice(visit)}
    facts["dead"] = dead
    return Answer("units.j2", {**facts, "own": visit.who.membership}, status)


def name_unlisted(visit: Visit) -> Answer:
    """Take a name that matters have into the list, as a unit or as another name of one."""
    if not visit.engine.keeps_directory:
        return go(visit.url("units"))
    name, meant = visit.form.get("name"), visit.form.get("meant")
    outcome = acts.name_unit(visit.engine, visit.who, name, meant=meant)
    if outcome.how != acts.DONE:
        return _units(visit, problems=outcome.reasons, status=422)
    return go(visit.url("units", done="named"))


def say_it_works(visit: Visit) -> Answer:
    """Note that an address that was found dead works again, so that messages go there from now on."""
    medium, address = visit.form.get("medium"), visit.form.get("address")
    try:
        outcome = acts.say_it_works(visit.engine, visit.who, medium=medium, address=address)
    except UnknownMedium:
        raise NotFound from None
    if outcome.how == acts.DONE:
        journalled(visit, WORKS, medium=medium)
    elif outcome.how != acts.AGAIN:
        return _units(visit, problems=outcome.reasons, status=422)
    return go(visit.url("units", done="works" if outcome.how == acts.DONE else "works-already"))


def export(visit: Visit) -> Answer:
    """Give the list as a CSV file, as it is imported; with whole numbers, so to those alone who keep it."""
    what, directory = visit.query.get("what") or acts.UNITS, visit.engine.directory
    if what not in {acts.UNITS, acts.PEOPLE}:
        raise NotFound
    text = units_csv(directory) if what == acts.UNITS else contacts_csv(directory)
    rows = [[plain_or_phone(cell) for cell in row] for row in csv.reader(io.StringIO(text))]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    name = "units.csv" if what == acts.UNITS else "contacts.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    body = out.getvalue().encode("utf-8-sig")
    return Answer(body=body, kind="text/csv; charset=utf-8", headers=headers)


# -- one unit ---------------------------------------------------------------------------------------------------------


def show_unit(visit: Visit) -> Answer:
    """Show one unit with its people, and what can be changed of it."""
    return unit_page(visit)


def unit_page(visit: Visit, *, status: int = 200, **facts: Any) -> Answer:  # noqa: ANN401 - as templates take them
    """Return the page of a unit."""
    name = visit.params["unit"]
    kept, directory = visit.engine.keeps_directory, visit.engine.directory
    edits = kept and may_keep_unit(visit, name)
    office = models.office_of(visit.engine, visit.viewer, models.Wanted(), edits=edits)
    unit = next((each for each in office.units if same_name(each.name, directory.canonical(name))), None)
    if unit is None:
        lines = (words.text("it was renamed, merged or closed, or the address is wrong"),)
        title = words.text("there is no unit {name}", name=name)
        return Answer("problem.j2", {"title": title, "lines": lines, "to": visit.url("units")}, 410)
    given = {"problems": (), "at": "", "typed": visit.form, "notice": _notice(visit), "whole": kept and may_keep(visit)}
    shown = {"unit": unit, "edits": edits, "where": office.where, "names": [each.name for each in office.units]}
    return Answer("unit.j2", {**given, **shown, "own": visit.who.membership, **facts}, status)


def show_person(visit: Visit) -> Answer:
    """Show the form of a person, who is there or to be added."""
    return _person(visit, _contact(visit, visit.query.get("name"), visit.query.get("level")))


def _contact(visit: Visit, name: str, level: str) -> Contact | None:
    """Return the person whom a form is about; None for one who is to be added."""
    if not name:
        return None
    found = models.contact_in(visit.engine.directory, visit.params["unit"], name, level)
    if found is None:
        raise NotFound
    return found


def _person(
    visit: Visit,
    contact: Contact | None,
    *,
    reasons: tuple[str, ...] = (),
    there: Contact | None = None,
    status: int = 200,
) -> Answer:
    """Show the form of a person; of somebody whom others have changed, with what is `there` now beside it."""
    unit = visit.params["unit"]
    if not may_keep_unit(visit, unit):
        raise NotFound
    if not (visit.engine.keeps_directory and visit.engine.directory.knows(unit)):
        return unit_page(visit)
    facts = {"unit": visit.engine.directory.canonical(unit), "contact": contact, "seen": _seen(contact)}
    if visit.method == "POST":
        values = {name: visit.form.get(name) for name, _ in models.address_columns()}
        typed = {"name": visit.form.get("name"), "level": visit.form.get("level"), "deputy": visit.form.get("deputy")}
        wished = models.wishes_typed(visit.form.get)
    else:
        values = models.addresses_of(contact)
        typed = {"name": "", "level": "handler", "deputy": ""} if contact is None else _values(contact)
        wished = models.wishes_of(contact)
    columns = [(name, title, values.get(name, "")) for name, title in models.address_columns()]
    several = contact is not None and models.stands_twice(visit.engine.directory, contact)
    now = {} if there is None else _values(there)
    shown = {
        "there": now,
        "several": several,
        "columns": columns,
        "wishes": models.wish_choices(wished),
        "typed": typed,
        "levels": models.LEVELS,
        "reasons": reasons,
    }
    return Answer("person.j2", {**facts, **shown}, status)


def save_person(visit: Visit) -> Answer:
    """Add a person, or mend one; what somebody else has changed meanwhile is not written over."""
    form, unit = visit.form, visit.params["unit"]
    if not may_keep_unit(visit, unit):
        raise NotFound
    if not visit.engine.keeps_directory:
        return unit_page(visit)
    visit.engine.units()  # which looks at the list as it is now
    contact = models.contact_in(visit.engine.directory, unit, form.get("was"), form.get("was_level"))
    if form.get("was") and (contact is None or form.get("seen") != _seen(contact)):
        return _late(visit, contact)
    if contact is not None and form.get("do") == "take-out":
        outcome = acts.take_out(visit.engine, visit.who, contact)
    else:
        addresses = {name: form.get(name) for name, _ in models.address_columns()}
        wishes = models.wishes_typed(form.get)
        proper = visit.engine.directory.canonical(unit)
        typed = acts.Typed(proper, form.get("name"), form.get("level"), addresses, form.get("deputy"), wishes)
        outcome = acts.save_person(visit.engine, visit.who, typed, contact)
    if outcome.how == acts.CONFLICT:  # somebody was faster by a moment
        return _late(visit, models.contact_in(visit.engine.directory, unit, form.get("was"), form.get("was_level")))
    if outcome.how != acts.DONE:
        return _person(visit, contact, reasons=outcome.reasons, status=422)
    return go(visit.url("unit", unit=unit, done="person"))


def _late(visit: Visit, contact: Contact | None) -> Answer:
    """Say who has changed a person meanwhile, or taken them out, and show what was typed; sent again, it stands."""
    last = models.changed_last(visit.engine, visit.params["unit"], visit.form.get("was"))
    by, at = last or (words.text("somebody else"), visit.now.astimezone(visit.tools.rulebook.zone))
    facts = {"by": by, "at": words.written_on_weekday(at)}
    said = (
        words.text("{by} has moved or removed this person on {at}: saved now, it is added as another one", **facts)
        if contact is None
        else words.text(
            "{by} has changed it on {at}: what you typed is below; save it again if it is to stand", **facts
        )
    )
    return _person(visit, contact, reasons=(said,), there=contact, status=409)


def _values(contact: Contact) -> dict[str, str]:
    """Return what stands in the form of a person."""
    own = {"name": contact.name, "level": contact.level.value, "deputy": contact.deputy or ""}
    return {**models.addresses_of(contact), **own}


def _seen(contact: Contact | None) -> str:
    return "" if contact is None else hashlib.sha256(repr(contact).encode()).hexdigest()[:16]


def save_absence(visit: Visit) -> Answer:
    """Write that somebody is away, or there again: oneself, or whoever is in a unit that one keeps."""
    form, unit = visit.form, visit.params["unit"]
    name, own = form.get("name"), visit.who.membership
    if not (may_keep_unit(visit, unit) or (same_name(unit, own.unit) and same_name(name, own.person))):
        raise NotFound
    if not visit.engine.keeps_directory:
        return unit_page(visit)
    if form.get("do") == "back":
        outcome = acts.come_back(visit.engine, visit.who, unit, name)
    else:
        first, last = _day(form.get("first")), _day(form.get("last"))
        if first is None or last is None:
            said = (words.text("write both days, such as 2026-12-01"),)
            return unit_page(visit, problems=said, at=f"away-{name}", status=422)
        outcome = acts.save_absence(
            visit.engine, visit.who, unit, name, first=first, last=last, deputy=form.get("deputy")
        )
    if outcome.how != acts.DONE:
        return unit_page(visit, problems=outcome.reasons, at=f"away-{name}", status=422)
    return go(visit.url("unit", unit=unit, done="back" if form.get("do") == "back" else "away"))


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def show_leaving(visit: Visit) -> Answer:
    """Show what it would mean that a person leaves."""
    return _leaving(visit, visit.query.get("name"))


def _leaving(visit: Visit, name: str, *, problem: str = "") -> Answer:
    unit = visit.params["unit"]
    if not may_keep_unit(visit, unit):
        raise NotFound
    if not name:
        return unit_page(visit)
    found = acts.leave(visit.engine, visit.who, f"{unit}/{name}", note=None, dry_run=True)
    if isinstance(found, tuple):
        return unit_page(visit, problems=found, at="", status=422)
    office, local = DeskOffice(visit.engine, by=visit.who.account), visit.tools.local
    accounts = office.accounts_of(found.unit, found.name) if local else ()
    last = local and not office.may_leave(found.unit, found.name)
    facts = {"found": found, "accounts": accounts, "unit": unit, "last": last, "problem": problem}
    return Answer("leaving.j2", facts, 422 if problem else 200)


def leave(visit: Visit) -> Answer:
    """Take a person out of a unit; their accounts lose this place, and are signed out."""
    unit, name = visit.params["unit"], visit.form.get("name")
    if not may_keep_unit(visit, unit):
        raise NotFound
    note = visit.form.get("note") or None
    found = acts.leave(visit.engine, visit.who, f"{unit}/{name}", note=note, dry_run=True)
    if not isinstance(found, tuple):
        if visit.tools.local:
            try:
                DeskOffice(visit.engine, by=visit.who.account).left(found.unit, found.name)
            except AccountProblem as last:
                return _leaving(visit, name, problem=str(last))
        found = acts.leave(visit.engine, visit.who, f"{unit}/{name}", note=note, dry_run=False)
    if isinstance(found, tuple):
        return unit_page(visit, problems=found, at="", status=422)
    return go(visit.url("unit", unit=unit, done="left"))


def _notice(visit: Visit) -> str:
    done = DONE_TEXTS.get(visit.query.get("done"))
    return words.text(done) if done else ""


_ONE = "/units/{unit}"

PAGES = (
    Page("units", "/units", SIGNED_IN, shown=show_units, nav="Units", place=65),
    Page("units-named", "/units/named", KEEPS, posted=name_unlisted),
    Page("address-works", "/units/works", KEEPS, posted=say_it_works),
    Page("units-export", "/units/export", KEEPS, shown=export),
    Page("unit", _ONE, SIGNED_IN, shown=show_unit),
    Page("person", _ONE + "/person", KEEPS_A_UNIT, shown=show_person, posted=save_person),
    Page("absence", _ONE + "/away", SIGNED_IN, posted=save_absence),
    Page("leaving", _ONE + "/leave", KEEPS_A_UNIT, shown=show_leaving, posted=leave),
)

NAV_TEXTS = ("Units",)
WORKS = "address works again"
LOG_TEXTS = (WORKS,)
"""How it is called in the desk's journal."""
DONE_TEXTS = {
    "named": "it is in the list now",
    "works": "messages go to this address again",
    "works-already": "nothing was done: somebody has seen to this address meanwhile",
    "person": "saved in the list",
    "away": "noted; messages go to whoever stands in",
    "back": "noted as there again",
    "left": "taken out of the list, and signed out of the desk",
    "import": "taken over into the list",
    "reshape": "the unit was changed, and its open matters were handed over",
}
