"""运行检查: what the doctor finds, and for administrators the settings as they are in effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.models import office as models
from duban.desk.pages.office.rights import KEEPS
from duban.desk.serving import Answer, Page
from duban.desk.who import Function

if TYPE_CHECKING:
    from duban.desk.serving import Visit


def show_checkup(visit: Visit) -> Answer:
    """Show what the doctor finds."""
    checkup = models.checkup_of(visit.engine, anew=visit.query.get("anew") == "1")
    admin = visit.who.function is Function.ADMIN
    settings = models.settings_of(visit.engine.settings) if admin else ()
    return Answer("checkup.j2", {"checkup": checkup, "settings": settings})


PAGES = (
    Page("checkup", "/check", KEEPS, shown=show_checkup, nav="Check-up", place=85, nav_for=frozenset({Function.ADMIN})),
)

NAV_TEXTS = ("Check-up",)
