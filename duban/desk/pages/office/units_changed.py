"""What becomes of units, and lists that are imported: shown first as it would be, and done once that is confirmed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk import acts
from duban.desk.pages.office.rights import KEEPS
from duban.desk.pages.office.units import unit_page
from duban.desk.serving import Answer, NotFound, Page, go
from duban.workflow import DirectoryChanged, Level

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.workflow import DirectoryImport

RENAME, MERGE, SPLIT, CLOSE = "rename", "merge", "split", "close"
_TO = "to."
"""Stands before the number of a matter in the name of the field that says who takes it over."""

_LARGEST = 2_000_000


# -- what becomes of a unit -------------------------------------------------------------------------------------------


def reshape(visit: Visit) -> Answer:
    """Show what a renaming, a merger, a split or a closing would do, or do it once that is confirmed."""
    form, unit = visit.form, visit.params["unit"]
    what, note = form.get("what"), form.get("note") or None
    if what not in {RENAME, MERGE, SPLIT, CLOSE}:
        raise NotFound
    others = [line.strip() for line in form.get("others").splitlines() if line.strip()]
    if what != CLOSE and not others:
        return _wrong(visit, (words.text("write what it becomes"),))
    done = form.get("do") == "confirm"
    rest = form.get("rest") or (others[0] if others else "")
    matters = {name.removeprefix(_TO): value for name, value in form.fields if name.startswith(_TO) and value}
    more: dict[str, Any] = {"rest": rest, "matters": matters} if what == SPLIT else {}
    found = acts.reshape(visit.engine, visit.who, what, unit, others, note=note, dry_run=not done, **more)
    if isinstance(found, tuple):
        return _wrong(visit, found)
    if done:
        into = rest if what == SPLIT else others[0] if others else ""
        return go(visit.url("unit", unit=into, done="reshape") if into else visit.url("units", done="reshape"))
    facts = {"found": found, "what": what, "others": "\n".join(others), "note": note or "", "unit": unit}
    parts = next(iter(found.names.values()), ()) if what == SPLIT else ()
    return Answer("reshaped.j2", {**facts, "into": parts, "rest": rest, "to": matters})


def _wrong(visit: Visit, reasons: tuple[str, ...]) -> Answer:
    return unit_page(visit, problems=reasons, at=visit.form.get("what"), status=422)


# -- imports ----------------------------------------------------------------------------------------------------------


def show_import(visit: Visit) -> Answer:
    """Show where a list is chosen."""
    return _import(visit)


def _import(visit: Visit, *, problems: tuple[str, ...] = (), status: int = 200) -> Answer:
    if not visit.engine.keeps_directory:
        return go(visit.url("units"))
    what = visit.form.get("what") or visit.query.get("what") or acts.UNITS
    return Answer("units_import.j2", {"what": what, "problems": problems, "found": None}, status)


def take_import(visit: Visit) -> Answer:
    """Read a list and show what would change, bad rows by their lines; or take it over once that is confirmed."""
    form = visit.form
    what = form.get("what")
    if what not in {acts.UNITS, acts.PEOPLE}:
        raise NotFound
    name, content = _content(visit)
    if content is None:
        return _import(visit, problems=(words.text("choose a file"),), status=422)
    if len(content) > _LARGEST:
        return _import(visit, problems=(words.text("this is too large for a list of units or people"),), status=422)
    rows = acts.read_list(visit.engine, what, name, content)
    if isinstance(rows, tuple):
        return _import(visit, problems=rows, status=422)
    return _taken(visit, _List(what, rows, name, _text(content), form.get("note") or None))


@dataclass(frozen=True, slots=True)
class _List:
    """A list that was read: units or people, its rows, and the file as it is sent along to be confirmed."""

    what: str
    rows: list[Any]
    name: str
    text: str
    note: str | None


def _taken(visit: Visit, given: _List) -> Answer:
    """Show what a list would change, or take it over if just that was confirmed."""
    known = visit.engine.directory_version
    found = acts.take_list(visit.engine, visit.who, given.what, given.rows, note=given.note, dry_run=True)
    if not isinstance(found, tuple):
        confirmed, seen = visit.form.get("do") == "confirm", _seen(found)
        if not confirmed or visit.form.get("seen") != seen:
            facts = {"what": given.what, "name": given.name, "text": given.text, "note": given.note or ""}
            shown = {"found": found, "seen": seen, "problems": (), "moved": confirmed, "called": _called}
            shown |= {"added": tuple(map(_called, found.added)), "removed": tuple(map(_called, found.removed))}
            return Answer("units_import.j2", {**facts, **shown}, 409 if confirmed else 200)
        try:
            more: dict[str, Any] = {"note": given.note, "expect": known, "dry_run": False}
            found = acts.take_list(visit.engine, visit.who, given.what, given.rows, **more)
        except DirectoryChanged:
            return _taken(visit, given)
    if isinstance(found, tuple):
        return _import(visit, problems=found, status=422)
    return go(visit.url("units", done="import"))


def _called(row: str) -> str:
    """Return whose row it is, with the level of a person in words."""
    name, _, level = row.removesuffix(")").rpartition(" (")
    return f"{name}{words.aside(words.text(level))}" if name and level in set(Level) else row


def _content(visit: Visit) -> tuple[str, bytes | None]:
    """Return the name and the bytes of the file that was sent, now or with the preview before."""
    if files := visit.form.uploads("file"):
        return files[0].name, files[0].content.read(_LARGEST + 1)
    text = dict(visit.form.fields).get("text", "")
    return visit.form.get("file_name") or "list.csv", text.encode() if text else None


def _text(content: bytes) -> str:
    """Return what an office's file says, whatever it is written in."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _seen(found: DirectoryImport) -> str:
    return hashlib.sha256(repr((found.added, found.changed, found.removed, dict(found.left))).encode()).hexdigest()[:16]


PAGES = (
    Page("units-import", "/units/import", KEEPS, shown=show_import, posted=take_import, files=True, body=4_194_304),
    Page("unit-reshape", "/units/{unit}/become", KEEPS, posted=reshape),
)
