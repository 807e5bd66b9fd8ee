"""The bulletin that a matter carries: as it stands, and what has changed in it since the units were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from duban.desk.serving import SEES_THE_MATTER, Answer, NotFound, Page
from duban.evidence import EvidenceError
from duban.ledger import BulletinError, bulletin_html, changes_between, changes_html, draft_bulletin, read_frozen
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.ledger import Frozen

FIELD = "figures"
_MOST = 16 * 1024 * 1024


def show_bulletin_of(visit: Visit) -> Answer:
    """Show the bulletin of the figures that a matter has now, and how they differ from those first sent out."""
    frozen = _frozen(visit)
    if not frozen:
        raise NotFound
    facts = {"item": visit.matter, "shown": "", "changes": "", "problems": ()}
    try:
        shown = Markup(bulletin_html(draft_bulletin(frozen[-1])))  # noqa: S704 - it is escaped there
    except BulletinError as wrong:
        return Answer("bulletin_of.j2", {**facts, "problems": (str(wrong),)}, 422)
    changes = Markup(changes_html(changes_between(frozen[0], frozen[-1]))) if len(frozen) > 1 else ""  # noqa: S704 - it is escaped there
    return Answer("bulletin_of.j2", {**facts, "shown": shown, "changes": changes})


def _frozen(visit: Visit) -> list[Frozen]:
    """Return the frozen figures that the matter has had, in order; what are none is left out."""
    engine, number = visit.engine, visit.matter.number
    found: list[Frozen] = []
    if not engine.keeps_files:
        return found
    for file in engine.files(number, viewer=visit.viewer.name):
        if file.field != FIELD:
            continue
        try:
            with engine.open_file(number, file.sha256, viewer=visit.viewer.name) as opened:
                found.append(read_frozen(opened.content.read(_MOST + 1)))
        except (BulletinError, EvidenceError, WorkflowError):
            continue
    return found


PAGES = (Page("bulletin-of", "/i/{number}/bulletin", SEES_THE_MATTER, shown=show_bulletin_of),)
