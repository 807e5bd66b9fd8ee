"""The pages: what was found, and what may be done about it by who is signed in."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from duban.contrib.django import engine
from hazards.models import Hazard

INSPECTORS = "安监科"


def whoever(request: HttpRequest) -> str:
    """Return the unit and the person who are signed in: a user's group is their unit."""
    unit = request.user.groups.values_list("name", flat=True).first() or ""
    return f"{unit}/{request.user.get_full_name() or request.user.get_username()}"


@login_required
def hazards(request: HttpRequest) -> HttpResponse:
    """Show every hazard with its state, by one query of our own table and duban's, and what may be done now."""
    who = whoever(request)
    rows = []
    for hazard in Hazard.objects.select_related("matter").order_by("matter__due_at", "matter__number"):
        found = engine.allowed(hazard.matter_id, by=who)
        acts = [each.trigger for each in found if {blocker.code for blocker in each.blockers} <= {"requires"}]
        rows.append((hazard, acts))
    shops = [unit.name for unit in engine.directory.units if "车间" in unit.groups]
    page = {"who": who, "rows": rows, "shops": shops, "inspector": who.startswith(INSPECTORS), "key": uuid4()}
    return render(request, "hazards/list.html", page)


@login_required
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take a hazard: our row and duban's matter, both or neither, and once however often the form is sent."""
    form = request.POST
    with transaction.atomic():
        matter = engine.open(
            "hazard",
            title=form["what"],
            units={"inspector": INSPECTORS, "responsible": form["shop"]},
            by=whoever(request),
            key=form["key"],
        )
        Hazard.objects.get_or_create(matter_id=matter.number, defaults={"place": form["place"]})
    return redirect("hazards")


@login_required
@require_POST
def act(request: HttpRequest, number: str, trigger: str) -> HttpResponse:
    """Do what a button says."""
    text = request.POST.get("text", "").strip()
    data = {"measures": text} if trigger == "整改完成" and text else None
    engine.fire(number, trigger, by=whoever(request), data=data, note=text or None)
    return redirect("hazards")
