"""Archiving a plan at the year's end: it ends, and a folder has a file for each of its matters and an index."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.archives import (
    RETENTION,
    anchors_of,
    can_set,
    ending_of,
    index_page,
    matter_page,
    pages_in,
    record_of,
    record_pdf,
)
from duban.ledger.documents import FontNames
from duban.ledger.errors import NoArchiving
from duban.ledger.packs import as_csv
from duban.states import Blocker, Jsonable
from duban.workflow import TransitionRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from duban.storage import Guest
    from duban.workflow import Engine, Situation

NOBODY = ""
"""Who reads an archive: whoever walks past. What is private to some is in none of its files."""

_IN_PLAN = "in_plan"
"""The link from a task to its plan."""

_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')
_HEADING_TEXTS = ("Number", "Matter", "Lead", "Responsible", "State", "Closed", "Carried over into", "File")
_DIGEST = "SHA-256"
_FILE_AT = 7
_PDF_AT = 9
_PDF = ("PDF", "SHA-256 (PDF)")


@dataclass(frozen=True, slots=True)
class ArchivedMatter(Jsonable):
    """One matter in an archive: how it ended, under which plan it goes on if it did not, and its files.

    `file` is its web page. `pdf` is the same with its papers, messages, files and proof, of so many `pages`; empty if
    PDFs cannot be made here (`duban[office]`).
    """

    number: str
    title: str
    state: str
    carried_to: str | None
    file: str
    sha256: str
    pdf: str = ""
    pdf_sha256: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class PlanArchive(Jsonable):
    """An archive that was written: the plan, for how long it is kept, and its matters, the plan itself first."""

    plan: str
    title: str
    retention: str
    folder: str
    matters: tuple[ArchivedMatter, ...]


def archive_plan(
    engine: Engine,
    number: str,
    folder: str | PathLike[str],
    *,
    by: str,
    retention: str | None = None,
    trigger: str | None = None,
    note: str | None = None,
) -> PlanArchive:
    """End a plan, and write its archive into a new folder: both, or neither.

    Each matter has a page with its history and who did what, and where `duban[office]` is installed a PDF as
    `archive_matter` writes it; private values are in neither. `index.html` and `index.csv` list them. `retention` is
    for how long it is kept, which the plan records. `trigger` is the act that ends the plan, if there are several.

    Raises TransitionRefused if the actor may not end it, or while a task is open that is not carried over (`tasks`),
    NoArchiving if nothing leads from where it stands to an end, or several acts do, FileExistsError if the folder is
    there and not empty, and OSError if it cannot be written.
    """
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
    act = _ending(engine, number) if trigger is None else trigger
    whose = [link.number for link in engine.links(number) if link.kind == _IN_PLAN and link.outgoing]
    if whose:
        raise TransitionRefused(number, act, [Blocker("conflict", {"number": number, "plan": whose[-1]}, "no-plan")])
    declared = engine.rules(number).fields
    data = {} if retention is None or RETENTION not in declared else {RETENTION: retention}
    made_for_it = [each for each in place.parents if not each.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    papers = _Papers(engine, beside)

    def end(session: Guest) -> PlanArchive:
        engine.fire(number, act, by=by, data=data, note=note, session=session)
        made = _write(engine, number, papers, str(folder), session)
        beside.chmod(0o755)
        if place.exists():
            place.rmdir()
        beside.rename(place)
        return made

    try:
        papers.begin(number)
        return engine.transact(end)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        with suppress(OSError):  # whoever else uses them meanwhile keeps them
            for each in made_for_it:
                each.rmdir()
        raise


def _ending(engine: Engine, number: str) -> str:
    """Return the act that ends the plan where it stands; raises NoArchiving."""
    definition, state = engine.rules(number), engine.instance(number).state
    leading = [
        entry.trigger
        for entries in definition.transitions.values()
        for entry in entries
        if definition.states[entry.target].final and state in entry.sources
    ]
    found = list(dict.fromkeys(leading))
    if len(found) != 1:
        raise NoArchiving(number, state, tuple(found))
    return found[0]


class _Papers:
    """Sets the PDFs of an archive: those of tasks before the transaction, in which others would wait for them."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.folder = folder
        self._engine, self._fonts = engine, FontNames.of(engine.settings)
        self._anchors = anchors_of(engine, None) if can_set() else None
        self._set: dict[str, str] = {}

    def begin(self, plan: str) -> None:
        """Set what stands by now; what changes before the archive is written is set anew."""
        view = self._engine.situation(plan, viewer=NOBODY).plan
        for task in () if view is None or not can_set() else view.tasks:
            self.of(task.number)

    def of(self, number: str, session: Guest | None = None) -> tuple[str, str, int]:
        """Return the name of a matter's PDF, its SHA-256 and pages; empty if none can be made."""
        if not can_set():
            return "", "", 0
        record = record_of(self._engine, number, viewer=NOBODY, anchors=self._anchors, session=session)
        place = self.folder / f"{_UNFIT.sub('_', number)}.pdf"
        if self._set.get(number) != record.digest:
            place.write_bytes(record_pdf(record, self._fonts))
            self._set[number] = record.digest
        pdf = place.read_bytes()
        return place.name, hashlib.sha256(pdf).hexdigest(), pages_in(pdf)


def _write(engine: Engine, number: str, papers: _Papers, folder: str, session: Guest) -> PlanArchive:
    plan = engine.situation(number, viewer=NOBODY, session=session)
    tasks = () if plan.plan is None else plan.plan.tasks
    carried = {task.number: task.carried_to for task in tasks}
    standing = [plan, *(engine.situation(each.number, viewer=NOBODY, session=session) for each in tasks)]
    matters, rows = [], []
    for each in standing:
        item, to = each.instance, carried.get(each.instance.number)
        history = engine.history(item.number, viewer=NOBODY, session=session)
        more = [] if to is None else [(words.text("Carried over into"), to)]
        page = matter_page(each, history, more=more).encode()
        name, digest = f"{_UNFIT.sub('_', item.number)}.html", hashlib.sha256(page).hexdigest()
        (papers.folder / name).write_bytes(page)
        pdf = papers.of(item.number, session)
        matters.append(ArchivedMatter(item.number, item.title, ending_of(each), to, name, digest, *pdf))
        rows.append(_row(each, matters[-1]))
    kept = str(plan.instance.data.get(RETENTION, ""))
    _write_index(plan, kept, papers.folder, rows)
    return PlanArchive(plan.instance.number, plan.instance.title, kept, folder, tuple(matters))


def _row(standing: Situation, matter: ArchivedMatter) -> list[str]:
    item = standing.instance
    closed = "" if item.closed_at is None else f"{item.closed_at.astimezone(standing.timezone):%Y-%m-%d}"
    lead, part = (words.listed(item.units.get(role, ())) for role in ("lead", "responsible"))
    return [
        *(matter.number, matter.title, lead, part, matter.state, closed),
        *(matter.carried_to or "", matter.file, matter.sha256),
        *((matter.pdf, matter.pdf_sha256, str(matter.pages)) if matter.pdf else ()),
    ]


def _write_index(plan: Situation, retention: str, beside: Path, rows: Sequence[list[str]]) -> None:
    more = [*_PDF, words.text("Pages")] if rows and len(rows[0]) > len(_HEADING_TEXTS) + 1 else []
    headings = [*(words.text(heading) for heading in _HEADING_TEXTS), _DIGEST, *more]
    item, view = plan.instance, plan.plan
    facts = [(words.text("Number"), item.number)]
    facts += [
        (plan.definition.fields[name].title, str(item.data[name]))
        for name in ("document_no", "issuer", "year")
        if name in item.data
    ]
    if view is not None:
        counts = {"total": view.total, "done": view.done, "void": view.void, "carried": view.carried}
        said = words.text("{total} in all, {done} done, {void} void, {carried} carried over", **counts)
        facts.append((words.text("Tasks"), said))
    facts.append((words.text("To be kept for"), retention))
    page = index_page(item.title, facts, headings, rows, files_at=(_FILE_AT, _PDF_AT))
    (beside / "index.html").write_text(page, "utf-8")
    table = as_csv([*headings, words.text("To be kept for")], [(*row, retention) for row in rows])
    (beside / "index.csv").write_bytes(table)
