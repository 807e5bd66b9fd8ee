"""What one instance does to others: it opens them beside itself, hears of them, joins them, and lets them go.

No transaction locks two instances that exist, but for `link`, which locks both in the order of their numbers. What one
has to tell another is an errand: a row written with the act itself, carried out in a transaction of the addressee's.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import THE_SYSTEM, Children, Linked, compile_condition, decode, fill_text, joined_by
from duban.storage import relations
from duban.workflow.binding import bind_roles
from duban.workflow.opening_values import Opening, Parent
from duban.workflow.values import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.engine import Connection

    from duban.states import Definition, Opens
    from duban.storage import ErrandRecord
    from duban.workflow.core import Core
    from duban.workflow.values import Instance
    from duban.workflow.workbench import Workbench

    Opener = Callable[..., Instance]

CHILD, OPENED, REPEAT, COUNTS = "child_of", "opened_by", "repeat_of", "counts_for"
NEWS, WITHDRAWN = "news", "withdrawn"

_ONE_PLACE = re.compile(r"\s*\{\{((?:(?!\}\}|\{\{).)*)\}\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Request:
    """An instance to be opened: all of it checked, nothing written."""

    kind: str
    scenario: str
    opening: Opening
    on: str | None = None
    unit: str | None = None


def hears(definition: Definition) -> bool:
    """Return whether instances of a definition follow others that are linked to them."""
    return bool(definition.children) or definition.target is not None


def settle(core: Core, connection: Connection, bench: Workbench, key: int, *, opener: Opener) -> None:
    """See to what the work on an instance asks of others: open what it opens, and pull what a join sets off.

    `key` is the instance's own, `opener` is `open_instance`, which needs this itself. Everything is checked before
    anything is written.
    """
    if not bench.openings and not bench.compiled.definition.children:
        return
    while True:
        requests = [_beside(core, bench, opens) for opens in bench.openings]
        bench.openings = ()
        for children in _here(bench):
            requests += _parts(core, bench, children)
        for request in sorted(requests, key=lambda one: one.scenario):
            # In one order, so that no two openings wait for each other's counter.
            target = core.catalogue.newest(request.scenario)
            item = opener(core, connection, target, request.opening, ticket=None)
            relations.join(connection, relations.key_of(connection, item.number), key, request.kind, at=bench.now)
            _opened(bench, request, item)
        if not _join(bench):
            return


def _here(bench: Workbench) -> list[Children]:
    return [children for children in bench.compiled.definition.children if children.on == bench.subject.state]


def _beside(core: Core, bench: Workbench, opens: Opens) -> _Request:
    """Return what a transition opens, with its templates filled in."""
    compiled, subject = bench.compiled, bench.subject
    fields = compiled.definition.fields
    known = {name: decode(fields[name], value) for name, value in subject.data.items() if name in fields}
    context = {**dict.fromkeys(fields), **known, "item": bench.item(), "round": subject.round}
    values = {
        name: _filled(value, context, bench) if isinstance(value, str) else value
        for name, value in opens.values.items()
    }
    title = values.pop("title", None)
    return _request(core, bench, OPENED, opens.scenario, title=title, values=values, units=opens.units)


def _filled(source: str, context: dict[str, Any], bench: Workbench) -> Any:  # noqa: ANN401 - any value
    """Return a value: that of the expression where the template is one, so that a date stays one; else a text."""
    alone = _ONE_PLACE.fullmatch(source)
    if alone is not None and "|" not in alone[1]:
        found = compile_condition(alone[1].strip()).value(context)
        return as_json(found)
    return fill_text("text", source, context, zone=bench.compiled.calendar.timezone)


def _parts(core: Core, bench: Workbench, children: Children) -> list[_Request]:
    """Return the children that are missing; lets go of those whose unit no longer takes part."""
    subject = bench.subject
    units = subject.units.get(children.each, ())
    ours = subject.children.setdefault(children.on, {}) if units or children.on in subject.children else {}
    for unit in [unit for unit in ours if unit not in units]:
        number = ours.pop(unit)
        bench.note("left", {"on": children.on, "unit": unit, "number": number})
        bench.errands += ((number, WITHDRAWN, {"by": subject.number, "pull": children.withdraw}),)
    return [_part(core, bench, children, unit) for unit in units if unit not in ours]


def _part(core: Core, bench: Workbench, children: Children, unit: str) -> _Request:
    subject = bench.subject
    values = {name: subject.data[name] for name in children.passes if name in subject.data}
    title = subject.title if "title" in children.passes else None
    passed = {role: role for role in subject.units if role != children.takes}
    request = _request(
        core, bench, CHILD, children.scenario, title=title, values=values, units=passed, own={children.takes: [unit]}
    )
    return _Request(request.kind, request.scenario, request.opening, children.on, unit)


def _request(
    core: Core,
    bench: Workbench,
    kind: str,
    scenario: str,
    *,
    title: str | None,
    values: dict[str, Any],
    units: Any,  # noqa: ANN401 - roles by role
    own: dict[str, list[str]] | None = None,
) -> _Request:
    target = core.catalogue.newest(scenario)
    subject, declared = bench.subject, target.definition.roles
    roles = {**{role: role for role in subject.units}, **units}
    bound: dict[str, Any] = {
        theirs: list(subject.units[ours])
        for theirs, ours in roles.items()
        if theirs in declared and ours in subject.units
    }
    opening = Opening(
        actor=THE_SYSTEM,
        title=title or target.definition.title,
        units=bind_roles(target.definition, core.directory, {**bound, **(own or {})}),
        data=target.check(values),
        note=None,
        source=None,
        external_no=None,
        ongoing=subject.ongoing,
        parent=Parent(subject.number, kind, reports=hears(bench.compiled.definition)),
    )
    return _Request(kind, scenario, opening)


def _opened(bench: Workbench, request: _Request, item: Instance) -> None:
    """Put down what was opened, and from whom this instance will hear."""
    subject = bench.subject
    facts: dict[str, Any] = {"number": item.number, "scenario": request.scenario, "link": request.kind}
    if request.on is not None and request.unit is not None:
        subject.children.setdefault(request.on, {})[request.unit] = item.number
        facts |= {"on": request.on, "unit": request.unit}
    if hears(bench.compiled.definition):
        units = tuple(dict.fromkeys(unit for names in item.units.values() for unit in names))
        subject.linked[item.number] = Linked(item.state, item.closed_at is not None, units)
        facts |= {"state": item.state, "closed": item.closed_at is not None, "parties": units}
    bench.note("opened", facts)


def _join(bench: Workbench) -> bool:
    """Pull what a join sets off, once per round; returns whether anything was pulled."""
    subject = bench.subject
    for children in _here(bench):
        if children.then is None or children.on in subject.joined or not joined_by(children, subject):
            continue
        subject.joined = (*subject.joined, children.on)
        bench.claim_join(children.on)
        ours = subject.children[children.on]
        bench.pull(children.then, {"children": ours, "join": children.join})
        return True
    return False


def catch_up(connection: Connection, bench: Workbench) -> None:
    """Take in what others have told an instance that somebody acts on."""
    told = [errand for errand in relations.errands_for(connection, bench.subject.number) if errand.kind == NEWS]
    hear(bench, told)
    bench.heard += tuple(errand.id for errand in told)


def hear(bench: Workbench, errands: Iterable[ErrandRecord]) -> None:
    """Take in what was left for an instance, in order."""
    for errand in errands:
        payload = json.loads(errand.payload)
        if errand.kind == NEWS:
            bench.subject.linked[payload["number"]] = Linked(
                payload["state"], payload["closed"], tuple(payload["parties"])
            )
            bench.note("news", payload)
        elif payload["pull"] is not None and bench.subject.closed_at is None:
            bench.pull(payload["pull"], {"withdrawn_by": payload["by"]})
        else:
            bench.note("withdrawn", {"by": payload["by"]})


def news_of(bench: Workbench) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the errands with which an instance tells those that follow it how it stands."""
    subject = bench.subject
    if not subject.reports_to or not bench.moved:
        return []
    units = tuple(dict.fromkeys(unit for names in subject.units.values() for unit in names))
    payload = {
        "number": subject.number,
        "state": subject.state,
        "closed": subject.closed_at is not None,
        "parties": units,
    }
    return [(number, NEWS, payload) for number in subject.reports_to]
