"""方案导入: a plan is pasted or uploaded, corrected task by task, and opened at once or applied to what stands.

Nothing is kept on the server in between: the form carries what was read, and the cells as they were typed.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import NotCarried, no_day, pack_notice, read_day, unpack_notice, whole
from duban.desk.models import matter_in_reach
from duban.desk.models.opening import Wanted, plan_kinds, plan_view
from duban.desk.pages.drafts import when_kept
from duban.desk.pages.keys import new_key
from duban.desk.pages.notices import FOLLOWED, STANDS, TASKS
from duban.desk.pages.opening.added import Added, with_added
from duban.desk.pages.opening.drafts import RESUME, opened_now, opening_draft, opening_draft_page
from duban.desk.pages.opening.steps import FIELDS, OPENS, seen_as, since_of, too_large, why_not
from duban.desk.serving import Answer, NotFound, Page, Sent, go
from duban.evidence import EvidenceError
from duban.ledger import NoticeError, NoticeHead, TaskCells, amended, cells_of, read_notice

if TYPE_CHECKING:
    from duban.desk.models.opening import PlanView
    from duban.desk.saved import Draft
    from duban.desk.serving import Visit
    from duban.ledger import Notice

_CELLS = TaskCells._fields


def show_plan(visit: Visit) -> Answer:
    """Show where a plan is pasted or uploaded, or the draft of one that was read before."""
    draft = opening_draft(visit, "open-plan")
    if draft is None or not visit.query.get(RESUME) or not plan_kinds(visit.engine, visit.viewer):
        return _entry(visit, of=visit.query.get("of"), draft=draft)
    visit.form = Sent(draft.fields)  # the form as it was typed, though nobody has sent it now
    return _review(visit, kept=when_kept(visit, draft))


def take_plan(visit: Visit) -> Answer:
    """Read a plan, show it with what was corrected, or open it, as the form asks."""
    if not plan_kinds(visit.engine, visit.viewer):
        return go(visit.url("open"))
    if visit.form.get("read"):
        return _review(visit)
    return _read(visit)


# -- reading ----------------------------------------------------------------------------------------------------------


def _entry(
    visit: Visit, *, of: str = "", text: str = "", problem: str = "", draft: Draft | None = None, status: int = 200
) -> Answer:
    kinds = plan_kinds(visit.engine, visit.viewer)
    if not kinds:
        return go(visit.url("open"))  # which says who opens what
    facts = {"kinds": kinds, "of": of, "text": text, "problem": problem, "chosen": visit.form.get("scenario")}
    called = "" if draft is None else "".join(draft.all("h.title")[:1])
    facts |= {"kept": when_kept(visit, draft), "called": called}
    return Answer("open_plan.j2", facts, status)


def _read(visit: Visit) -> Answer:
    """Read what was pasted or uploaded, and show it task by task."""
    text, files, of = visit.form.get("text"), visit.form.uploads("file"), visit.form.get("of")
    if of and matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, of) is None:
        problem = words.text("there is no {number}, or it is none of yours", number=of)
        return _entry(visit, of=of, text=text, problem=problem, status=422)
    if not files and not text:
        return _entry(visit, of=of, problem=words.text("paste a plan, or choose its file"), status=422)
    name = files[0].name if files else words.text("pasted plan") + ".txt"
    if problem := too_large(visit, "file"):
        return _entry(visit, of=of, text=text, problem=problem, status=422)
    content = files[0].content.read() if files else text.encode()
    try:
        notice = read_notice(content, source=name)
    except NoticeError as error:
        return _entry(visit, of=of, text=text, problem=str(error), status=422)
    notice, without_file = _with_file(visit, notice, content, name)
    wanted = Wanted(_scenario(visit), of=of or None)
    cells = {item.key: cells_of(item) for item in notice.items}
    return _Review(visit, notice, wanted, _head_of(notice), cells).page(warning=without_file)


def _with_file(visit: Visit, notice: Notice, content: bytes, name: str) -> tuple[Notice, str]:
    """Return a notice whose file is kept, or one without its file and why."""
    order, digest = acts.Order(visit.who, "", ""), hashlib.sha256(content).hexdigest()
    try:
        sha256, kept = acts.keep_file(visit.engine, order, io.BytesIO(content), name=name, sha256=digest)
    except EvidenceError as refused:
        why = words.text("the plan is opened without its own file: {why}", why=str(refused))
        return replace(notice, file=None), why
    return replace(notice, file={"name": kept, "sha256": sha256}), ""


def _with_fresh_file(visit: Visit, notice: Notice) -> tuple[Notice, str]:
    """Return a notice without its file and why, if that was sent so long ago that it is not there any more."""
    at, hours = whole(visit.form.get("at")), visit.engine.settings.evidence.unused_hours
    if notice.file is None or at is None or visit.now.timestamp() - at < hours * 3600:
        return notice, ""
    why = words.text("it was read in more than {count} hours ago, and not kept; read it in once more", count=hours)
    return replace(notice, file=None), words.text("the plan is opened without its own file: {why}", why=why)


def _scenario(visit: Visit) -> str:
    """Return the kind of matters that the tasks are to be; the first that there is, if the form names none of them."""
    kinds = [kind.scenario for kind in plan_kinds(visit.engine, visit.viewer)]
    asked = visit.form.get("scenario")
    return asked if asked in kinds else kinds[0]


# -- looking at it, and opening it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Review:
    """A plan that was read, with its cells as they are now, and the keys of the tasks that are to be left out."""

    visit: Visit
    notice: Notice
    wanted: Wanted
    head: NoticeHead
    cells: dict[str, TaskCells]
    without: set[str] = field(default_factory=set)
    added: Added | None = None

    @property
    def seen(self) -> str:
        """Return what tells whether a page showed just this: a plan is only opened as somebody has seen it."""
        cells = [(item.key, [cell.strip() for cell in self.cells[item.key]]) for item in self.notice.items]
        return seen_as(sorted(self.without), cells, self.head, self.wanted, self.visit.engine.today())

    def view(self) -> PlanView:
        """Return what is shown, with what opening the plan would come to now."""
        visit, cells, without = self.visit, self.cells, self.without
        given = (visit.engine, visit.viewer, self.notice, self.wanted)
        return plan_view(*given, zone=visit.tools.rulebook.zone, cells=cells, without=without, head=self.head)

    def page(
        self,
        *,
        view: PlanView | None = None,
        warning: str = "",
        since_problem: str = "",
        day_problem: str = "",
        reasons: tuple[str, ...] = (),
        key: str = "",
        kept: str = "",
        status: int = 200,
    ) -> Answer:
        """Return the page of the plan, task by task."""
        form, view = self.visit.form, view or self.view()
        facts = {
            "view": view,
            "wanted": self.wanted,
            "read": pack_notice(self.notice),
            "seen": self.seen,
            "key": key or form.get("key") or new_key(),
            "since": form.get("since"),
            "note": form.get("note"),
            "warning": warning,
            "since_problem": since_problem,
            "day": form.get("h.day") if day_problem else self.head.issued_on or "",
            "day_problem": day_problem,
            "reasons": reasons or view.reasons,
            "kept": kept,
            "added": self.added or Added({}, {}),
            "at": form.get("at") or int(self.visit.now.timestamp()),
        }
        return Answer("open_plan_read.j2", facts, status)

    def opened(self) -> Answer:
        """Open the plan, or change the one that stands, and lead to it; otherwise show why not."""
        view, note, wanted = self.view(), self.visit.form.get("note"), self.wanted
        if view.reasons:
            return self.page(view=view, status=409)
        changes = any(change.done for change in view.changes)
        if view.first_standing and not view.new and not changes:
            return go(self.visit.url("item", number=view.first_standing, done=STANDS))
        if changes and not note:
            said = words.text("say why the plan is followed: the history keeps it")
            return self.page(view=view, reasons=(said,), status=422)
        order = acts.Order(self.visit.who, "", self.visit.form.get("key") or new_key())
        ready = amended(self.notice, self.cells, without=self.without, head=self.head)
        how = acts.Opening(wanted.scenario, wanted.quiet, wanted.since)
        if view.plan is None and not view.standing and wanted.of is None:
            outcome = acts.open_plan(self.visit.engine, order, ready, how)
            done: dict[str, object] = {"done": TASKS, "of": view.new}
        else:
            outcome = acts.revise_plan(self.visit.engine, order, ready, how, note=note or _read_again(), of=wanted.of)
            done = {"done": FOLLOWED}
        if outcome.how == acts.DONE and outcome.item is not None:
            opened_now(self.visit, "open-plan")
            return go(self.visit.url("item", number=outcome.item.number, **done))
        return self.page(reasons=why_not(outcome), key=new_key(), status=409)


def _read_again() -> str:
    """Return the reason of opening what is new in a plan that stands, where nothing else is changed."""
    return words.text("read again")


def _review(visit: Visit, *, kept: str = "") -> Answer:
    """Show a plan that was read before with its cells as they are now, or open it if nothing has changed since."""
    form = visit.form
    try:
        notice = unpack_notice(form.get("read"))
    except NotCarried:
        problem = words.text("what was read has come back broken: paste the plan, or choose its file, once more")
        return _entry(visit, of=form.get("of"), problem=problem, status=422)
    head, day_problem = _typed_head(visit, notice)
    since, problem = since_of(visit, head.issued_on)
    wanted = Wanted(_scenario(visit), bool(form.get("quiet")), since, form.get("of") or None)
    if wanted.of and matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, wanted.of) is None:
        raise NotFound
    notice, without_file = _with_fresh_file(visit, notice)
    notice, added = with_added(visit, notice)
    review = _Review(visit, notice, wanted, head, *_typed(visit, notice), added)
    if problem or day_problem or added.problems:
        return review.page(since_problem=problem, day_problem=day_problem, kept=kept, status=422)
    more = words.text("task {number} was added; it stands below", number=added.number) if added.number else ""
    if form.get("do") != "open" or without_file or more:
        return review.page(warning=without_file or more, kept=kept)
    if form.get("seen") != review.seen:
        return review.page(warning=words.text("what you corrected was read again: look once more, then confirm"))
    return review.opened()


def _head_of(notice: Notice) -> NoticeHead:
    return NoticeHead(notice.title, notice.document_no, notice.issued_on)


def _typed_head(visit: Visit, notice: Notice) -> tuple[NoticeHead, str]:
    """Return what the form says of the plan itself, and what is wrong with its day."""
    form = visit.form
    title = " ".join(form.get("h.title", notice.title).split())
    number = "".join(form.get("h.number", notice.document_no).split())
    written = form.get("h.day", str(notice.issued_on or ""))
    try:
        return NoticeHead(title, number, read_day(written) if written else None), ""
    except ValueError:
        return NoticeHead(title, number, None), no_day()


def _typed(visit: Visit, notice: Notice) -> tuple[dict[str, TaskCells], set[str]]:
    """Return the cells as they were typed, and the tasks that are to be left out, by the tasks' keys."""
    cells: dict[str, TaskCells] = {}
    sent: dict[str, str] = dict(visit.form.fields)
    for place, item in enumerate(notice.items):
        there = cells_of(item)
        given = [sent.get(f"t.{place}.{name}", str(getattr(there, name))) for name in _CELLS]
        cells[item.key] = TaskCells(*given)
    out = visit.form.all("out")
    return cells, {item.key for place, item in enumerate(notice.items) if str(place) in out}


_PAGE = Page("open-plan", "/open/plan", OPENS, shown=show_plan, posted=take_plan, files=True, fields=FIELDS)
PAGES = (_PAGE, opening_draft_page(_PAGE))
