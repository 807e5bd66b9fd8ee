"""事项类型: the kinds of matters, one of them with everything that it says, and what would happen by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.models.kinds import (
    actors_of,
    ahead_asked,
    kind_view,
    kinds_list,
    play_ahead,
    triggers_of,
)
from duban.desk.serving import SEES_MATTERS, Answer, NotFound, Page, Rule, drawing
from duban.desk.who import Function
from duban.scenarios.diagram import svg
from duban.workflow import UnknownScenario

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.states import Definition

OFFICERS = frozenset({Function.OFFICER})
LOOKS_AFTER_KINDS = Rule(OFFICERS)
"""Who looks after the kinds of matters."""


def show_kinds(visit: Visit) -> Answer:
    """Show the kinds of matters."""
    return Answer("kinds.j2", {"model": kinds_list(visit.engine, visit.viewer)})


def show_kind(visit: Visit) -> Answer:
    """Show one kind."""
    view = kind_view(visit.engine, visit.tools.rulebook, visit.params["scenario"])
    if view is None:
        raise NotFound
    facts = {"view": view, "officer": visit.who.function in OFFICERS, "whole": visit.viewer.scope.everything}
    return Answer("kind.j2", facts)


def show_diagram(visit: Visit) -> Answer:
    """Give the picture of a kind."""
    drawn = svg(definition_of(visit), chart_only=visit.query.get("only") == "chart")
    return drawing(drawn)


def show_ahead(visit: Visit) -> Answer:
    """Show the form of what may happen, and what would come of what was filled in."""
    definition, rulebook = definition_of(visit), visit.tools.rulebook
    calendar = rulebook.calendar(definition.scenario)
    zone = rulebook.zone if calendar is None else calendar.timezone
    asked = ahead_asked(definition, visit.query.get, rulebook.today, zone)
    facts = {
        "definition": definition,
        "asked": asked,
        "actors": actors_of(definition),
        "triggers": triggers_of(definition),
        "ahead": play_ahead(visit.engine, definition, asked, zone),
    }
    return Answer("kind_ahead.j2", facts, 422 if asked.problems else 200)


def definition_of(visit: Visit) -> Definition:
    """Return the kind of the address; there is no such page if it is not loaded."""
    try:
        return visit.engine.definition(visit.params["scenario"])
    except UnknownScenario:
        raise NotFound from None


PAGES = (
    Page("kinds", "/kinds", SEES_MATTERS, shown=show_kinds, nav="Kinds of matters", place=80, nav_for=OFFICERS),
    Page("kind-diagram", "/kinds/{scenario}/diagram.svg", SEES_MATTERS, shown=show_diagram),
    Page("kind-ahead", "/kinds/{scenario}/try", LOOKS_AFTER_KINDS, shown=show_ahead),
    Page("kind", "/kinds/{scenario}", SEES_MATTERS, shown=show_kind),
)

NAV_TEXTS = ("Kinds of matters",)
