"""Acts on many matters: which of them it can be done to, the form once, and what became of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from msgspec.structs import replace

from duban import words
from duban.desk import acts
from duban.desk.forms import NOTE_FIELD, UNITS, Control, controls_of, read_form, with_sent
from duban.desk.models.ledger import (
    ASSIGN,
    MATTERS_AT_ONCE,
    URGE,
    Bulk,
    Picked,
    bulk_of,
    entry_for,
    picked_for_assign,
    picked_for_trigger,
    picked_for_urge,
    shared_acts,
    shared_roles,
    whole_bulk,
)
from duban.desk.pages.keys import new_key
from duban.desk.pages.ledger.links import address_of, asked_in, linking, strange_here, to_ledger
from duban.desk.pages.ledger.results import LONGEST_KEY, act_words, shown_before, to_result
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import ACTS, Answer, NotFound, Page, go, unproved
from duban.states import InvalidData
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.acts import DoneTo
    from duban.desk.forms import Read
    from duban.desk.serving import Visit
    from duban.states import Definition

ROLE, TOGETHER = "role", "together"
UNASKED = 50
"""More matters than these at once take a password that was given within ten minutes."""

_SEEN = re.compile(r"(.{1,80})@(\d{1,9})")


def show_bulk(visit: Visit) -> Answer:
    """Show which acts can be done to what was chosen; with an act, to which of it, and its form."""
    if strange_here(visit):
        return to_ledger(visit)  # which says what is wrong, as below
    try:
        bulk = _bulk(visit)
    except (InvalidData, WorkflowError):
        return go(address_of(visit, asked_in(visit)))
    if not bulk.rows:
        return go(address_of(visit, asked_in(visit), none="1"))
    act = visit.query.get("act")
    if not act:
        facts = {
            "bulk": bulk,
            "shared": shared_acts(bulk, visit.tools.rulebook),
            "chosen": _address(visit),
            "asked": asked_in(visit),
        }
        return Answer("bulk_acts.j2", {**facts, **linking(visit)})
    if not _is_act(visit, bulk, act):
        raise NotFound
    return _preview(visit, bulk, act)


def _is_act(visit: Visit, bulk: Bulk, act: str) -> bool:
    """Return whether there is an act of this name in the scenario of any of the matters, or among ours."""
    rules = (visit.tools.rulebook.of(row.instance) for row in bulk.rows)
    return act in {URGE, ASSIGN} or any(act in definition.transitions for definition in rules)


def _bulk(visit: Visit) -> Bulk:
    if visit.query.get("all"):
        return whole_bulk(visit.engine, visit.viewer, visit.tools.rulebook, asked_in(visit))
    return bulk_of(visit.engine, visit.viewer, visit.query.all("n"))


def _address(visit: Visit) -> str:
    """Return the address of this choice, to which an act can be added."""
    kept = [(name, value) for name, value in visit.query.fields if name != "act"]
    return visit.url("bulk") + "?" + urlencode(kept)


def _picked(visit: Visit, bulk: Bulk, act: str) -> tuple[Picked, ...]:
    rulebook = visit.tools.rulebook
    if act == URGE:
        numbers = [row.instance.number for row in bulk.rows]
        return picked_for_urge(bulk, rulebook, acts.try_urging(visit.engine, visit.who, numbers))
    if act == ASSIGN:
        return picked_for_assign(bulk, rulebook, visit.viewer)
    return picked_for_trigger(bulk, rulebook, act)


def _controls(visit: Visit, bulk: Bulk, act: str) -> tuple[Definition, list[Control]]:
    """Return the controls of the form for all, each of them empty, with the rules by which they are read."""
    units = tuple(unit.name for unit in visit.engine.directory.units)
    note = Control(NOTE_FIELD, words.text("remark"), "area")
    rules = visit.tools.rulebook.of(bulk.rows[0].instance)
    if act == URGE:
        return rules, [note]
    if act == ASSIGN:
        roles = shared_roles(bulk, visit.tools.rulebook)
        role = Control(
            ROLE, words.text("for which role"), "radios", required=True, choices=tuple(each for _, each in roles)
        )
        return rules, [role, Control(UNITS, words.text("units to name"), "units", required=True, choices=units), note]
    found = entry_for(bulk, visit.tools.rulebook, act)
    if found is None:
        return rules, []
    item, definition, entry = found
    return definition, controls_of(definition, entry, replace(item, data={}, units={}), units)


def _preview(
    visit: Visit,
    bulk: Bulk,
    act: str,
    *,
    picked: Sequence[Picked] | None = None,
    controls: Sequence[Control] | None = None,
    key: str = "",
) -> Answer:
    picked = _picked(visit, bulk, act) if picked is None else picked
    wrong = any(control.problem for control in controls or ())
    facts = {
        "act": act,
        "said": act_words(act),
        "able": [each for each in picked if not each.reasons],
        "unable": [each for each in picked if each.reasons],
        "bulk": bulk,
        "controls": _controls(visit, bulk, act)[1] if controls is None else controls,
        "key": key or new_key(),
        "seen": " ".join(f"{each.item.number}@{each.item.version}" for each in picked if not each.reasons),
        "keeps": visit.engine.keeps_files,
        "asked": asked_in(visit),
        "approve": _approvers(visit, bulk, act),
        "together": visit.form.get(TOGETHER),
    }
    return Answer("bulk.j2", {**facts, **linking(visit)}, 422 if wrong else 200)


def _approvers(visit: Visit, bulk: Bulk, act: str) -> list[str]:
    """Return the titles of the roles that have to agree before an act is done, if it is only asked for."""
    found = entry_for(bulk, visit.tools.rulebook, act)
    return [] if found is None else [found[1].roles[role].title for role in found[2].approve]


def do_bulk(visit: Visit) -> Answer:
    """Do the act to each matter of the form; sent again, the same form shows what came of it the first time."""
    form, act = visit.form, visit.form.get("act")
    key = form.get("key")[:LONGEST_KEY] or new_key()
    if (before := shown_before(visit, key)) is not None:
        return before
    seen = (_SEEN.fullmatch(each) for each in dict.fromkeys(form.get("seen").split()))
    chosen = [(found[1], int(found[2])) for found in seen if found]
    if len(chosen) > UNASKED and (first := unproved(visit)) is not None:
        return first
    bulk = bulk_of(visit.engine, visit.viewer, [number for number, _ in chosen])
    if not bulk.rows or not _is_act(visit, bulk, act):
        raise NotFound
    definition, controls = _controls(visit, bulk, act)
    if not controls:  # somebody was faster, everywhere
        return _preview(visit, bulk, act)
    read = _read(visit, key, definition, controls)
    if read.problems:
        shown = with_sent(controls, read.sent, read.problems)
        return _preview(visit, bulk, act, controls=shown, key=key)
    there = {row.instance.number for row in bulk.rows}
    todo = [each for each in chosen if each[0] in there][:MATTERS_AT_ONCE]
    together = bool(form.get(TOGETHER))
    if together and len(todo) < len(chosen):  # one of all is not theirs any more: they see which are left
        return _preview(visit, bulk, act, controls=with_sent(controls, read.sent, {}), key=key)
    done = _do(visit, bulk, acts.Batch(visit.who, key, todo, together), read)
    return to_result(visit, key, act, [(each.number, each.ok, each.said) for each in done])


def _read(visit: Visit, key: str, definition: Definition, controls: Sequence[Control]) -> Read:
    """Return what was typed; a file is kept once, and named by each of the acts."""
    kept, refused = keep_files(visit, acts.Order(visit.who, "", key))
    read = read_form(controls, definition, visit.form.all, lambda name: kept.get(name, []))
    read.problems |= refused
    return read


def _do(visit: Visit, bulk: Bulk, batch: acts.Batch, read: Read) -> list[DoneTo]:
    engine, act = visit.engine, visit.form.get("act")
    if act == URGE:
        return acts.urge_each(engine, batch, note=read.note)
    if act == ASSIGN:
        roles = {title: name for name, title in shared_roles(bulk, visit.tools.rulebook)}
        role = roles[read.plain[ROLE]]
        return acts.assign_each(engine, batch, role=role, units=read.units or [], note=read.note)
    return acts.pull_many(engine, batch, act, data=read.data, note=read.note, units=read.units)


PAGES = (Page("bulk", "/bulk", ACTS, shown=show_bulk, posted=do_bulk, files=True),)
