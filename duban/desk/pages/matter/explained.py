"""Pages beside a matter: why it is due then, the diagram of its rules, its messages with their text, its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from duban.desk.models.matter import acts_now, item_view, messages_of, picture_of, places_of, why_of
from duban.desk.models.reach import links_in_reach
from duban.desk.pages.keys import new_key
from duban.desk.pages.matter.item import IMAGES, SHOWN
from duban.desk.serving import SEES_THE_MATTER, Answer, NotFound, Page, drawing
from duban.desk.serving.frame import POLICY
from duban.ledger import StillOpen, matter_pdf, safe_name

if TYPE_CHECKING:
    from duban.desk.serving import Visit

_LONGEST = 80


def show_why(visit: Visit) -> Answer:
    """Show why a matter is due when it is, and what became of its reminders."""
    why = why_of(visit.engine, visit.viewer, visit.tools.rulebook, visit.matter.number)
    return Answer("why.j2", {"item": visit.matter, "why": why})


def show_diagram(visit: Visit) -> Answer:
    """Show the diagram of the rules, with the present state marked."""
    places = places_of(visit.tools.rulebook, visit.matter)
    title = visit.tools.rulebook.of(visit.matter).title
    return Answer("diagram.j2", {"item": visit.matter, "places": places, "kind": title})


def draw(visit: Visit) -> Answer:
    """Give the picture itself."""
    return drawing(picture_of(visit.tools.rulebook, visit.matter))


def show_messages(visit: Visit) -> Answer:
    """Show the messages of a matter, with their texts."""
    found = messages_of(visit.engine, visit.viewer, visit.matter.number)
    return Answer("matter_messages.j2", {"item": visit.matter, "messages": found, "zone": visit.tools.rulebook.zone})


def show_evidence(visit: Visit) -> Answer:
    """Show a file within a page, if browsers can; otherwise offer it. Who has to judge it does so there."""
    sha256 = visit.params["sha256"]
    if not visit.engine.keeps_files:
        raise NotFound
    files = visit.engine.files(visit.matter.number, viewer=visit.viewer.name)
    file = next((each for each in files if each.sha256 == sha256), None)
    if file is None:
        raise NotFound
    facts = {"item": visit.matter, "file": file, "files": files, "zone": visit.tools.rulebook.zone}
    facts |= {"image": file.kind in IMAGES, "inline": file.kind in SHOWN, "new_key": new_key}
    facts["acts"] = acts_now(visit.engine, visit.viewer, visit.matter.number)
    return Answer("evidence.j2", facts, headers={"content-security-policy": f"{POLICY}; frame-src 'self'"})


def show_on_paper(visit: Visit) -> Answer:
    """Show a matter as a document to be printed: what is recorded, its whole history, its files with their hashes."""
    view = item_view(visit.engine, visit.viewer, visit.tools.rulebook, visit.matter.number)
    return Answer("matter_paper.j2", {"view": view, "printed": visit.now})


def give_archive(visit: Visit) -> Answer:
    """Give a closed matter as a PDF for the archive, as far as its reader may see it."""
    item = visit.matter
    try:
        pdf = matter_pdf(
            visit.engine,
            item.number,
            viewer=visit.viewer.name,
            linked=lambda links: links_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, item, links),
        )
    except StillOpen:
        raise NotFound from None
    name = quote(f"{safe_name(f'{item.number} {item.title}', _LONGEST)}.pdf", safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Answer(body=pdf, kind="application/pdf", headers=headers)


PAGES = (
    Page("archive", "/i/{number}/archive.pdf", SEES_THE_MATTER, shown=give_archive),
    Page("matter-paper", "/i/{number}/print", SEES_THE_MATTER, shown=show_on_paper),
    Page("why", "/i/{number}/why", SEES_THE_MATTER, shown=show_why),
    Page("diagram", "/i/{number}/diagram", SEES_THE_MATTER, shown=show_diagram),
    Page("diagram-picture", "/i/{number}/diagram.svg", SEES_THE_MATTER, shown=draw),
    Page("matter-messages", "/i/{number}/messages", SEES_THE_MATTER, shown=show_messages),
    Page("evidence", "/i/{number}/evidence/{sha256}", SEES_THE_MATTER, shown=show_evidence),
)
