"""One paper that was signed: its facts and files, who has answered, the scan that comes back, and voiding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import whole
from duban.desk.pages.keys import new_key
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import ACTS_ON_THE_MATTER, SEES_THE_MATTER, Answer, NotFound, Page, go

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.workflow import PaperView

SCAN, VOID = "scan", "void"


def show_paper(visit: Visit) -> Answer:
    """Show a paper."""
    return _page(visit, _paper(visit))


def keep_scan(visit: Visit) -> Answer:
    """Keep a scan that came back."""
    paper, order = _paper(visit), _order(visit)
    kept, refused = keep_files(visit, order)
    files, wrong = kept.get(SCAN, []), tuple(refused.values())
    if not files and not wrong:
        wrong = (words.text("choose the scan first"),)
    outcome = acts.Outcome(acts.REFUSED, reasons=wrong)
    if not wrong:
        outcome = acts.add_scan(visit.engine, order, paper.seq, files[0], None)
    return _after(visit, paper, outcome, SCAN)


def void(visit: Visit) -> Answer:
    """Void the paper."""
    paper = _paper(visit)
    return _after(visit, paper, acts.void_paper(visit.engine, _order(visit), paper.seq, visit.form.get("note")), VOID)


def _order(visit: Visit) -> acts.Order:
    return acts.Order(visit.who, visit.matter.number, visit.form.get("key") or new_key())


def _after(visit: Visit, paper: PaperView, outcome: acts.Outcome, done: str) -> Answer:
    if outcome.how == acts.DONE:
        return go(visit.url("paper", number=visit.matter.number, seq=paper.seq, done=done))
    again = (words.text("it was sent from this form before, with other words"),) if outcome.how == acts.AGAIN else ()
    note = visit.form.get("note")
    return _page(visit, _paper(visit), reasons=(*again, *outcome.reasons), note=note, status=409)


def _paper(visit: Visit) -> PaperView:
    seq = whole(visit.params["seq"])
    found = visit.engine.papers(number=visit.matter.number, viewer=visit.viewer.name)
    paper = next((each for each in found if each.seq == seq), None)
    if paper is None:
        raise NotFound
    return paper


def _page(
    visit: Visit, paper: PaperView, *, reasons: tuple[str, ...] = (), note: str = "", status: int = 200
) -> Answer:
    engine, number = visit.engine, visit.matter.number
    seen = {each.sha256 for each in engine.files(number, viewer=visit.viewer.name)} if engine.keeps_files else set()
    done = {
        SCAN: words.text("the scan is kept: {file}", file="" if paper.scan is None else paper.scan.name),
        VOID: words.text("the paper is void, and whom it went to is told"),
    }
    facts = {"paper": paper, "files": [each for each in paper.files if each.sha256 in seen], "item": visit.matter}
    facts |= {"zone": visit.tools.rulebook.zone, "key": new_key(), "keeps": engine.keeps_files}
    facts |= {"notice": done.get(visit.query.get("done") or "", ""), "reasons": reasons, "note": note}
    facts |= {"may": _may(visit, paper)}
    return Answer("paper.j2", facts, status)


def _may(visit: Visit, paper: PaperView) -> frozenset[str]:
    """Return what the viewer may do with the paper, as the verbs themselves would judge."""
    standing = visit.engine.situation(visit.matter.number, viewer=visit.viewer.name, by=visit.viewer.by)
    about = str(paper.seq)
    return frozenset(each.verb for each in standing.possible if each.about == about and each.ok)


_AT = "/i/{number}/papers/{seq}"

PAGES = (
    Page("paper", _AT, SEES_THE_MATTER, shown=show_paper),
    Page("paper-scan", f"{_AT}/scan", ACTS_ON_THE_MATTER, posted=keep_scan, files=True),
    Page("paper-void", f"{_AT}/void", ACTS_ON_THE_MATTER, posted=void),
)
