"""立项: a kind of matters is chosen, its form is filled in, what would come of it is looked at, and it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import FIELD, ROLE, opening_form, read_opening, whole, with_sent
from duban.desk.models import matter_in_reach
from duban.desk.models.opening import Foreseen, foresee_opening, kinds_of, may_open_any, plan_kinds
from duban.desk.pages.drafts import when_kept
from duban.desk.pages.keys import new_key
from duban.desk.pages.notices import OPENED, STANDS
from duban.desk.pages.opening.drafts import opened_now, opening_draft, opening_draft_page
from duban.desk.pages.opening.steps import OPENS, why_not
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import Answer, NotFound, Page, go
from duban.workflow import unknown_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.desk.forms import OpeningForm, Wished
    from duban.desk.serving import Visit
    from duban.states import Definition
    from duban.workflow import Instance, NewItem


def show_opening(visit: Visit) -> Answer:
    """Show the kinds of matters, or the form of the one that was chosen."""
    if not visit.query.get("kind"):
        plans = bool(plan_kinds(visit.engine, visit.viewer))
        opened = whole(visit.query.get("opened"))
        facts = {
            "kinds": kinds_of(visit.engine, visit.viewer),
            "plans": plans,
            "done": "" if opened is None else words.text("{count} matters opened", count=opened),
            "source": visit.query.get("source"),
        }
        return Answer("open.j2", facts)
    definition = _chosen(visit, visit.query.get("kind"))
    form = _form(visit, definition)
    blank: NewItem = {"title": definition.title, "units": {each.removeprefix(ROLE): [] for each in form.may_wait}}
    foreseen = foresee_opening(visit.engine, visit.viewer, definition.scenario, blank, zone=visit.tools.rulebook.zone)
    shown: dict[str, object] = {"usual": foreseen if isinstance(foreseen, Foreseen) else None}
    if (draft := opening_draft(visit, "open", definition.scenario)) is not None:
        wished = read_opening(form, definition, draft.all, lambda _: ())
        wished.problems.clear()  # nobody has sent it yet
        form, shown = _filled(form, wished), {**shown, "wished": wished, "kept": when_kept(visit, draft)}
    return _form_page(visit, definition, form, shown)


def do_open(visit: Visit) -> Answer:
    """Open a matter, or show what would come of it; whatever is wrong gives the form back as it was typed."""
    definition = _chosen(visit, visit.form.get("kind"))
    form, key = _form(visit, definition), visit.form.get("key") or new_key()
    order = acts.Order(visit.who, "", key)
    kept, refused = keep_files(visit, order)
    wished = read_opening(form, definition, visit.form.all, lambda name: kept.get(name, []))
    wished.problems |= refused
    unknown = _unknown(visit, definition, wished)
    facts = {"key": key, "wished": wished, "unknown": unknown}
    shown = _filled(form, wished)
    if wished.problems or set(unknown) - set(wished.accepted):
        return _form_page(visit, definition, shown, facts, 422)
    if (there := _standing(visit, wished)) is not None:
        return _stands(visit, there)
    if visit.form.get("look"):
        foreseen = foresee_opening(
            visit.engine,
            visit.viewer,
            definition.scenario,
            wished.item,
            zone=visit.tools.rulebook.zone,
            new_units=wished.accepted,
        )
        told = {"foreseen": foreseen} if isinstance(foreseen, Foreseen) else {"reasons": foreseen}
        return _form_page(visit, definition, shown, facts | told, 200 if isinstance(foreseen, Foreseen) else 409)
    outcome = acts.open_matter(visit.engine, order, definition.scenario, wished.item, new_units=wished.accepted)
    if outcome.how == acts.DONE and outcome.item is not None:
        opened_now(visit, "open", definition.scenario)
        return go(visit.url("item", number=outcome.item.number, done=OPENED))
    wished.problems |= outcome.fields
    shown = _filled(form, wished)
    facts |= {"key": new_key()} if outcome.how == acts.AGAIN else {}
    return _form_page(visit, definition, shown, facts | {"reasons": why_not(outcome)}, 409)


def _chosen(visit: Visit, scenario: str) -> Definition:
    """Return the definition of the kind that was chosen, which the viewer may open."""
    kind = next((each for each in kinds_of(visit.engine, visit.viewer) if each.scenario == scenario), None)
    if kind is None or kind.opens:
        raise NotFound
    return visit.engine.definition(scenario)


def _form(visit: Visit, definition: Definition) -> OpeningForm:
    return opening_form(definition, visit.viewer.unit, [unit.name for unit in visit.engine.directory.units])


def _filled(form: OpeningForm, wished: Wished) -> OpeningForm:
    """Return a form with what was typed into it, and what is wrong with that."""
    fields = {f"{FIELD}{name}": said for name, said in wished.problems.items()}
    return form.mapped(lambda controls: with_sent(controls, wished.sent, {**fields, **wished.problems}))


def _form_page(
    visit: Visit, definition: Definition, form: OpeningForm, facts: Mapping[str, object], status: int = 200
) -> Answer:
    opener = definition.roles.get(definition.opens_by or "")
    blank: dict[str, object] = {
        "key": new_key(),
        "wished": None,
        "unknown": {},
        "foreseen": None,
        "usual": None,
        "reasons": (),
        "kept": "",
        "opener": None if opener is None else opener.title,
        "keeps": visit.engine.keeps_files,
    }
    return Answer("open_form.j2", {"definition": definition, "form": form, **blank, **facts}, status)


def _unknown(visit: Visit, definition: Definition, wished: Wished) -> dict[str, str]:
    """Return the units that the directory does not know, each with what it has instead; they are asked about first."""
    named = [name for role, names in wished.item.get("units", {}).items() if role in definition.roles for name in names]
    return {name: str(hint) for name, hint in unknown_units(visit.engine.directory, named).items()}


def _standing(visit: Visit, wished: Wished) -> Instance | None:
    source, number = wished.item.get("source"), wished.item.get("external_no")
    if not source or not number:
        return None
    return visit.engine.opened(source, number, viewer=visit.viewer.name)


def _stands(visit: Visit, there: Instance) -> Answer:
    """Lead to the matter that was opened for an outside number before, if the viewer reaches it."""
    if matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, there.number) is not None:
        return go(visit.url("item", number=there.number, done=STANDS))
    lines = (words.text("a matter with this number was opened before, and is with other units; nothing was opened"),)
    return Answer("problem.j2", {"title": words.text("this was opened already"), "lines": lines}, 409)


def _may_open(visit: Visit) -> bool:
    return may_open_any(visit.engine, visit.viewer)


_PAGE = Page(
    "open",
    "/open",
    OPENS,
    shown=show_opening,
    posted=do_open,
    nav="Open a matter",
    place=40,
    nav_if=_may_open,
    files=True,
)
PAGES = (_PAGE, opening_draft_page(_PAGE, by_kind=True))

NAV_TEXTS = ("Open a matter",)
