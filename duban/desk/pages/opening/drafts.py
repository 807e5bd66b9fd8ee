"""Drafts of the forms that open matters: one for each kind of matters, one of a plan, and one of a list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.desk import acts
from duban.desk.pages.drafts import DROP, LONGEST, SUFFIX, forget_draft, own_draft, save_draft
from duban.desk.pages.sent_files import keep_files
from duban.desk.serving import Answer, Page, go

if TYPE_CHECKING:
    from duban.desk.saved import Draft
    from duban.desk.serving import Visit

RESUME = "draft"
"""Behind the question mark of an address: go on with the draft."""


def opening_draft(visit: Visit, page: str, kind: str = "") -> Draft | None:
    """Return the visitor's draft of a form that opens matters, or those of a kind."""
    return own_draft(visit, _place(visit, page, kind))


def opened_now(visit: Visit, page: str, kind: str = "") -> None:
    """Forget the draft of such a form, if there is one: what it held was opened."""
    if opening_draft(visit, page, kind) is not None:
        forget_draft(visit, _place(visit, page, kind))


def _place(visit: Visit, page: str, kind: str) -> str:
    path = visit.tools.address_of(page)
    return f"{path}?{kind}"[:LONGEST] if kind else path


def _keep(visit: Visit, page: str, *, by_kind: bool) -> Answer:
    kind = visit.form.get("kind") if by_kind else ""
    if visit.form.get(DROP):
        forget_draft(visit, _place(visit, page, kind))
        return go(visit.url(page, kind=kind))
    came, _ = keep_files(visit, acts.Order(visit.who, "", ""))
    kept = save_draft(visit, _place(visit, page, kind), came, blanks=True)
    if visit.quiet:
        return Answer(body=b"", status=204)
    return go(visit.url(page, kind=kind, **({RESUME: 1} if kept and not by_kind else {})))


def opening_draft_page(page: Page, *, by_kind: bool = False) -> Page:
    """Return the page to which the form of a page is sent to be kept as a draft; `by_kind` has one for each kind."""
    return Page(
        page.name + SUFFIX,
        page.path + "/draft",
        page.rule,
        posted=partial(_keep, page=page.name, by_kind=by_kind),
        files=page.files,
        fields=page.fields,
        local=True,
        form_of=page.name,
    )
