"""清单导入: a list is uploaded, corrected row by row, and opened at once; the form carries it in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import NotCarried, pack_listing, unpack_listing
from duban.desk.models.opening import ListAsked, columns_of, kinds_of, list_view
from duban.desk.pages.drafts import when_kept
from duban.desk.pages.keys import new_key
from duban.desk.pages.opening.drafts import RESUME, opened_now, opening_draft, opening_draft_page
from duban.desk.pages.opening.steps import FIELDS, OPENS, seen_as, since_of, too_large, why_not
from duban.desk.serving import Answer, Page, Sent, go
from duban.ledger import ListError, listed_again, listing_of

if TYPE_CHECKING:
    from duban.desk.models.opening import Kind, ListView
    from duban.desk.saved import Draft
    from duban.desk.serving import Visit
    from duban.ledger import Listing

MOST_ROWS = 500


def show_list(visit: Visit) -> Answer:
    """Show where a list is uploaded, or the draft of one that was read before."""
    draft = opening_draft(visit, "open-list")
    if draft is None or not visit.query.get(RESUME) or not _kinds(visit):
        return _entry(visit, draft=draft)
    visit.form = Sent(draft.fields)  # the form as it was typed, though nobody has sent it now
    return _review(visit, kept=when_kept(visit, draft))


def take_list(visit: Visit) -> Answer:
    """Read a list, show it with what was corrected, or open it, as the form asks."""
    if not _kinds(visit):
        return go(visit.url("open"))
    return _review(visit) if visit.form.get("read") else _read(visit)


def _kinds(visit: Visit) -> list[Kind]:
    return [kind for kind in kinds_of(visit.engine, visit.viewer) if not kind.opens]


def _scenario(visit: Visit) -> str:
    """Return the kind of matters that was chosen; the first that there is, if the form names none of them."""
    kinds, asked = [kind.scenario for kind in _kinds(visit)], visit.form.get("scenario")
    return asked if asked in kinds else kinds[0]


def _entry(visit: Visit, problem: str = "", status: int = 200, *, draft: Draft | None = None) -> Answer:
    kinds = _kinds(visit)
    if not kinds:
        return go(visit.url("open"))  # which says who opens what
    form = visit.form
    facts = {
        "kinds": kinds,
        "chosen": form.get("scenario"),
        "sheet_name": form.get("sheet"),
        "source": form.get("source"),
        "kept": when_kept(visit, draft),
        "called": "" if draft is None else "".join(draft.all("source")[:1]),
    }
    return Answer("open_list.j2", {**facts, "problem": problem}, status)


def _read(visit: Visit) -> Answer:
    """Read the file, and show it row by row."""
    files = visit.form.uploads("file")
    if not files:
        return _entry(visit, words.text("choose the file of a list"), 422)
    if problem := too_large(visit, "file"):
        return _entry(visit, problem, 422)
    scenario, name = _scenario(visit), files[0].name
    definition = visit.engine.definition(scenario)
    try:
        listing = listing_of(files[0].content.read(), definition, source=name, sheet=visit.form.get("sheet") or None)
    except ListError as error:
        return _entry(visit, str(error), 422)
    if problem := _too_many(listing):
        return _entry(visit, problem, 422)
    asked = ListAsked(scenario, visit.form.get("source") or PurePath(name).stem)
    return _Review(visit, listing, asked, {}).page()


def _too_many(listing: Listing) -> str:
    """Return what is said of a list that is too long to be opened here; nothing if it is not."""
    if len(listing.matters) <= MOST_ROWS:
        return ""
    return words.text(
        "the list has {count} rows, and at most {most} are opened at once here: part it",
        count=len(listing.matters),
        most=MOST_ROWS,
    )


@dataclass(frozen=True, slots=True)
class _Review:
    """A list that was read, with its cells as they are now, and the lines of the rows that are to be left out."""

    visit: Visit
    listing: Listing
    asked: ListAsked
    cells: dict[int, dict[str, str]]
    without: set[int] = field(default_factory=set)

    @property
    def seen(self) -> str:
        """Return what tells whether a page showed just this."""
        columns = [name for name, _ in columns_of(self.visit.engine.definition(self.asked.scenario), self.listing)]
        cells = [
            [self.cells.get(each.line, {}).get(name, each.cells.get(name, "")).strip() for name in columns]
            for each in self.listing.matters
        ]
        return seen_as(sorted(self.without), cells, self.asked, self.visit.engine.today())

    def view(self) -> ListView:
        """Return what is shown, with what opening the list would come to now."""
        visit, cells, without = self.visit, self.cells, self.without
        zone, whole = visit.tools.rulebook.zone, bool(visit.form.get("whole"))
        given = (visit.engine, visit.viewer, self.listing, self.asked)
        return list_view(*given, zone=zone, cells=cells, without=without, whole=whole)

    def page(
        self,
        *,
        warning: str = "",
        since_problem: str = "",
        reasons: tuple[str, ...] = (),
        key: str = "",
        kept: str = "",
        status: int = 200,
    ) -> Answer:
        """Return the page of the list, row by row."""
        form = self.visit.form
        facts = {
            "view": self.view(),
            "asked": self.asked,
            "name": self.listing.name,
            "kind": self.visit.engine.definition(self.asked.scenario).title,
            "read": pack_listing(self.listing),
            "seen": self.seen,
            "key": key or form.get("key") or new_key(),
            "since": form.get("since"),
            "whole": bool(form.get("whole")),
            "warning": warning,
            "since_problem": since_problem,
            "reasons": reasons,
            "kept": kept,
        }
        return Answer("open_list_read.j2", facts, status)

    def opened(self) -> Answer:
        """Open the list, and say how many were opened; otherwise show why not."""
        view, asked, visit = self.view(), self.asked, self.visit
        if view.impossible:
            said = words.text("{count} rows cannot be opened as they stand; nothing was opened", count=view.impossible)
            return self.page(reasons=(said,), status=409)
        order = acts.Order(visit.who, "", visit.form.get("key") or new_key())
        definition = visit.engine.definition(asked.scenario)
        ready = listed_again(self.listing, definition, self.cells, without=self.without)
        how = acts.Opening(asked.scenario, asked.quiet, asked.since)
        outcome = acts.open_list(visit.engine, order, ready, how, source=asked.source)
        if outcome.how == acts.DONE:
            opened_now(visit, "open-list")
            return go(visit.url("open", opened=view.new, source=asked.source))
        return self.page(reasons=why_not(outcome), key=new_key(), status=409)


def _review(visit: Visit, *, kept: str = "") -> Answer:
    """Show a list that was read before with its cells as they are now, or open it if nothing has changed since."""
    form = visit.form
    try:
        listing = unpack_listing(form.get("read"))
    except NotCarried:
        problem = words.text("what was read has come back broken: choose the file once more")
        return _entry(visit, problem, 422)
    if problem := _too_many(listing):
        return _entry(visit, problem, 422)
    since, problem = since_of(visit, None)
    asked = ListAsked(_scenario(visit), form.get("source") or listing.name, bool(form.get("quiet")), since)
    review = _Review(visit, listing, asked, *_typed(visit, listing, asked))
    if problem:
        return review.page(since_problem=problem, kept=kept, status=422)
    if form.get("do") != "open":
        return review.page(kept=kept)
    if form.get("seen") != review.seen:
        return review.page(warning=words.text("what you corrected was read again: look once more, then confirm"))
    return review.opened()


def _typed(visit: Visit, listing: Listing, asked: ListAsked) -> tuple[dict[int, dict[str, str]], set[int]]:
    """Return the cells as they were typed, by the rows' lines, and the lines of rows that are to be left out."""
    names = [name for name, _ in columns_of(visit.engine.definition(asked.scenario), listing)]
    sent, out = dict(visit.form.fields), visit.form.all("out")
    cells = {
        matter.line: {name: sent[at].strip() for name in names if (at := f"r.{matter.line}.{name}") in sent}
        for matter in listing.matters
    }
    return cells, {matter.line for matter in listing.matters if str(matter.line) in out}


_PAGE = Page("open-list", "/open/list", OPENS, shown=show_list, posted=take_list, files=True, fields=FIELDS)
PAGES = (_PAGE, opening_draft_page(_PAGE))
