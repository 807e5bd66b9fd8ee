"""The architecture, as a test: the table below is its document, the files' own imports are the evidence."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "duban"

MAY_IMPORT = {
    "doors": {"hints"},
    "hints": set(),
    "version": set(),
    "words": set(),
    "states": {"words"},
    "notifiers": {"states", "words"},
    "scenarios": {"states", "words"},
    "storage": {"states", "words"},
    "evidence": {"words"},
    "workflow": {"evidence", "states", "scenarios", "storage", "notifiers", "words"},
    "ledger": {"workflow", "states", "scenarios", "storage", "notifiers", "words"},
    "operations": {"evidence", "ledger", "workflow", "states", "scenarios", "storage", "notifiers", "words"},
    # The demo stands beside the command line: it shows the whole house, the desk as well.
    "demo": {
        "desk",
        "evidence",
        "operations",
        "ledger",
        "workflow",
        "states",
        "scenarios",
        "storage",
        "notifiers",
        "words",
    },
    # Nothing of the desk is imported by the rest but by the command line, and it reaches storage by verbs alone.
    "desk": {"evidence", "ledger", "operations", "workflow", "states", "scenarios", "notifiers", "words", "duban"},
    "testing": {"aio", "workflow", "states", "scenarios", "storage", "notifiers", "words", "duban"},
    "aio": {"evidence", "workflow", "states", "scenarios", "storage", "notifiers"},
    # What belongs to one framework reaches duban as an application does: by its front door.
    "contrib": {"duban", "words"},
    "cli": {
        "demo",
        "desk",
        "evidence",
        "operations",
        "ledger",
        "testing",
        "aio",
        "workflow",
        "states",
        "scenarios",
        "storage",
        "notifiers",
        "words",
        "duban",
    },
    # The front door opens on every room that an application needs; running the package is running its command.
    "duban": {"evidence", "workflow", "states", "scenarios", "storage", "notifiers", "version", "words"},
    # A second front door, with the names that results and signatures show.
    "values": {"states", "storage", "workflow"},
    "views": {"storage"},
    "__main__": {"cli"},
}
"""Which part of the house may import which; a part may always import itself, and what opens doors."""

INSIDE = {
    "states": {
        "errors": set(),
        "frozen": set(),
        "several": {"errors"},
        "described": set(),
        "jsonable": {"described", "frozen"},
        "names": set(),
        "milestones": {"errors", "names"},
        "packing": set(),
        "time": {"errors"},
        "recipients": set(),
        "lines": {"names"},
        "definition": {"frozen", "recipients", "time"},
        "editions": set(),
        "generating": set(),
        "wording": set(),
        "expressions": {"errors", "generating", "wording"},
        "titles": {"names"},
        "values": {"definition", "errors", "milestones", "names", "titles"},
        "messages": {"definition", "errors", "generating"},
        "checks": {"definition", "time"},
        "clocks": {"definition", "jsonable", "time"},
        "search_text": {"errors", "names"},
        "subject": {"clocks", "definition", "editions", "lines", "names", "time"},
        "succession": {"lines", "names", "subject"},
        "memory": {"clocks", "definition", "editions", "lines", "packing", "subject", "time"},
        "acting": {
            *("clocks", "definition", "editions", "jsonable", "lines", "names", "recipients", "subject", "time"),
            "values",
        },
        "history": {
            *("acting", "clocks", "editions", "errors", "lines", "names", "packing", "subject", "succession"),
        },
        "announcing": {"acting", "definition", "recipients", "subject"},
        "migration": {
            *("acting", "clocks", "definition", "editions", "jsonable", "recipients", "subject", "succession", "time"),
            "values",
        },
    },
    "states.definition": {
        "stages": set(),
        "acts": set(),
        "clocks": {"stages"},
        "linked": set(),
        "reporting": {"stages"},
        "telling": {"acts"},
        "papers": set(),
        "whole": {"acts", "clocks", "linked", "papers", "reporting", "stages", "telling"},
    },
    "states.acting": {
        "by_each": set(),
        "guards": {"by_each"},
        "approvals": {"guards"},
        "decisions": {"approvals", "guards"},
        "links": {"guards"},
        "reporting": {"guards"},
        "planning": {"guards"},
        "saying": {"by_each", "guards"},
        "papers": {"guards", "saying"},
        "machine": {"guards"},
        "quotas": {"links"},
        "unanswered": {"saying"},
        "standing": {"decisions", "links", "quotas", "unanswered"},
        "dating": set(),
        "clock_steps": {"dating", "standing"},
        "steps": {"by_each", "clock_steps", "standing"},
    },
    "scenarios.diagram": {
        "mermaid": {"wording"},
        "placing": set(),
        "wording": set(),
        "beside": {"wording"},
        "layout": {"placing", "wording"},
        "telling": {"beside", "wording"},
        "tables": {"layout", "telling"},
        "svg": {"layout", "tables"},
    },
    "scenarios": {
        "diagram": set(),
        "errors": set(),
        "checkers": {"errors"},
        "keys": {"checkers"},
        "comparing": {"checkers", "keys"},
        "json_schema": {"keys"},
        "sending": {"checkers"},
        "unanswered": {"checkers", "keys", "sending"},
        "occasions": {"checkers", "keys", "sending"},
        "papers": {"checkers", "keys", "sending"},
        "privacy": {"checkers", "keys", "sending"},
        "yaml_reader": {"checkers", "errors"},
        "compiling": {
            *("checkers", "errors", "keys", "occasions", "papers", "privacy", "unanswered", "yaml_reader"),
        },
        "fitting": set(),
        "longest": set(),
        "cautions": {"fitting", "longest"},
        "offered": {"compiling", "errors"},
        "rewriting": {"yaml_reader"},
        "loading": {"cautions", "checkers", "compiling", "errors", "fitting", "offered", "yaml_reader"},
        "wordings": {"cautions", "checkers", "compiling", "errors", "offered", "yaml_reader"},
        "written_wordings": set(),
    },
    "evidence": {
        "errors": set(),
        "store": set(),
        "filenames": set(),
        "archives": set(),
        "kinds": {"archives", "errors", "filenames"},
        "disk": {"errors", "store"},
        "limits": {"disk", "kinds", "store"},
    },
    "storage": {
        "chain": {"records"},
        "errors": set(),
        "records": set(),
        "connection": {"errors"},
        "postings": set(),
        "reclaiming": {"connection"},
        "types": {"connection", "errors"},
        "tables": {"types"},
        "directory_tables": {"tables", "types"},
        "search_tables": {"tables", "types"},
        "evidence_tables": {"tables", "types"},
        "paper_tables": {"tables", "types"},
        "feed_tables": {"tables", "types"},
        "reach_tables": {"tables", "types"},
        "statements": {
            *("chain", "connection", "directory_tables", "errors", "evidence_tables", "feed_tables", "postings"),
            "records",
            *("paper_tables", "reach_tables", "search_tables", "tables", "types"),
        },
        "views": {"tables", "types"},
        "schema": {"connection", "errors", "tables", "views"},
        "following": {"connection", "statements"},
        "scrubbing": {"connection"},
        "migrations": {"chain", "schema", "tables", "types"},
        "alembic_plugin": {"schema", "tables"},
        "backup": {"connection", "errors", "schema", "tables"},
        "moving": {"backup", "connection", "errors", "statements", "tables"},
        "emptying": {"connection", "errors", "tables"},
    },
    "workflow": {
        "clock": set(),
        "errors": set(),
        "inputs": set(),
        "logs": set(),
        "report_values": set(),
        "file_values": set(),
        "values": {"report_values"},
        "people": {"errors", "inputs"},
        "anchors": {"errors", "people"},
        "rules": {"errors", "report_values", "values"},
        "digests": set(),
        "fallback": {"people"},
        "operators": set(),
        "archive_settings": set(),
        "backup_settings": set(),
        "bounce_settings": {"settings_files"},
        "receipt_settings": {"errors", "settings_files"},
        "desk_settings": set(),
        "document_settings": set(),
        "feed_settings": set(),
        "settings": {
            *(
                "anchors",
                "archive_settings",
                "backup_settings",
                "bounce_settings",
                "desk_settings",
                "digests",
                "document_settings",
            ),
            *("errors", "fallback", "feed_settings"),
            *("operators", "people", "receipt_settings", "settings_files"),
        },
        "settings_files": {"errors", "people"},
        "scenario_files": {"errors", "logs", "rules", "settings_files"},
        "beginning": set(),
        "listeners": {"errors", "logs", "values"},
        "core": {
            "beginning",
            "clock",
            "errors",
            "file_values",
            "listeners",
            "logs",
            "people",
            "rules",
            "scenario_files",
            "settings",
        },
        "given": {"people", "settings"},
        "instance": {"core", "digests", "errors", "fallback", "listeners", "people", "rules", "values"},
        "replay": {"errors", "instance", "people", "rules"},
        "papers": {"core", "errors", "inputs", "instance", "people", "rules", "values"},
        "reads": {
            *("anchors", "core", "errors", "inputs", "instance", "links", "papers", "people", "replay"),
            *("report_values", "rules", "values"),
        },
        "links": {"beginning", "core", "errors", "inputs", "instance", "people", "rules", "values"},
        "services": {
            *(
                "acts",
                "beginning",
                "core",
                "digests",
                "errors",
                "inputs",
                "instance",
                "links",
                "logs",
                "operators",
                "papers",
                "people",
                "reads",
            ),
            *("rules", "values"),
        },
        "feed": {"core", "errors", "inputs", "instance", "reads", "values"},
        "files": {"core", "errors", "file_values", "inputs", "instance", "rules"},
        "acts": {"core", "errors", "files", "inputs", "instance", "listeners", "logs", "people", "rules", "values"},
        "keeping": {"acts", "core", "errors", "inputs", "instance", "people", "values"},
        "engine": {
            "acts",
            "clock",
            "core",
            "feed",
            "files",
            "given",
            "inputs",
            "keeping",
            "operators",
            "papers",
            "people",
            "reads",
            "rules",
            "scenario_files",
            "services",
            "settings",
            "values",
        },
        "play": {"clock", "engine", "errors", "people", "reads", "rules", "scenario_files", "settings", "values"},
    },
    "operations": {
        "supervision": set(),
        "heart": set(),
        "drains": set(),
        "file_copies": set(),
        "backup_traces": set(),
        "backups": {"backup_traces", "file_copies"},
        "moving": set(),
        "work_done": set(),
        "returns": set(),
        "paper_files": {"returns"},
        "daemon": {"drains", "heart", "paper_files", "returns", "supervision", "work_done"},
        "doctor": {"backup_traces", "heart"},
    },
    "ledger.notice": {
        "wording": set(),
        "formats": {"wording"},
        "doubts": {"wording"},
        "head": {"wording"},
        "outline": {"formats", "wording"},
        "plain": {"outline", "wording"},
        "tables": {"formats", "outline", "wording"},
        "reading": {"doubts", "formats", "head", "outline", "plain", "tables", "wording"},
        "amending": {"doubts", "head", "reading", "wording"},
    },
    "ledger.archives": {
        "told": set(),
        "pages": {"told"},
        "retention": set(),
        "record": {"retention", "told"},
        "setting": {"record"},
        "one": {"record", "setting"},
        "register": {"one", "pages"},
        "year": {"one", "record", "register", "setting"},
    },
    "ledger.charts": {
        "values": set(),
        "drawing": set(),
        "rates": {"drawing", "values"},
        "months": {"drawing", "rates", "values"},
        "svg": {"drawing"},
        "tables": {"values"},
        "figure": {"months", "rates", "svg", "tables", "values"},
        "pictures": {"drawing", "svg"},
        "sheets": {"tables", "values"},
        "workbook": {"sheets", "values"},
    },
    "ledger.briefs": {
        "week": set(),
        "pieces": set(),
        "dense_pdf": {"pieces"},
        "dense_word": {"pieces"},
        "gathered": set(),
        "summary": {"dense_pdf", "dense_word", "gathered", "pieces"},
        "summary_page": {"pieces", "summary"},
        "week_paper": {"pieces", "week"},
        "week_page": {"week", "week_paper"},
        "week_written": {"dense_pdf", "dense_word", "week", "week_page", "week_paper"},
    },
    "ledger.bulletins": {
        "errors": set(),
        "periods": set(),
        "frozen": {"errors"},
        "ranking": {"frozen"},
        "blocks": {"frozen"},
        "text": {"blocks", "errors"},
        "drafting": {"blocks", "errors", "frozen", "periods", "ranking", "text"},
        "freezing": {"frozen", "periods"},
        "changes": {"drafting", "frozen", "ranking"},
        "page": {"blocks", "changes"},
        "paper": {"blocks"},
        "sheet": set(),
        "workbook": {"blocks"},
        "issuing": {"blocks", "frozen", "page", "paper", "sheet", "workbook"},
    },
    "ledger.packs": {
        "contents": set(),
        "names": set(),
        "readiness": set(),
        "listed": set(),
        "opening": {"listed", "readiness"},
        "packing": {"contents", "names", "readiness"},
    },
    "ledger.plans": {
        "archive": set(),
        "opening": set(),
        "dividing": set(),
        "division_words": set(),
        "division_table": {"dividing", "division_words"},
        "division_form": {"division_words"},
        "matching": {"opening"},
        "standing": {"opening"},
        "revising": {"opening", "standing"},
        "year": {"opening"},
    },
    "ledger.layouts": {
        "errors": set(),
        "values": set(),
        "periods": set(),
        "showing": set(),
        "readers": {"periods", "showing", "values"},
        "keys": {"readers", "values"},
        "reading": {"errors", "keys", "readers", "values"},
        "matters": set(),
        "office": {"reading", "values"},
        "fitting": {"matters", "showing", "values"},
        "cells": {"matters", "periods", "values"},
        "filling": {"fitting", "matters", "values"},
        "made": {"cells", "values"},
        "gathering": {"cells", "filling", "made", "matters", "showing", "values"},
        "making": {
            *("errors", "filling", "fitting", "gathering", "made", "matters", "reading", "showing", "values"),
        },
    },
    "ledger.export": {
        "errors": set(),
        "library": set(),
        "looks": set(),
        "widths": set(),
        "cells_xml": set(),
        "lists": {"library"},
        "sheets": {"cells_xml", "library", "lists", "looks", "widths"},
        "workbook": {"library", "looks", "sheets"},
        "writing": {"workbook"},
        "verb": {"errors", "writing"},
    },
    "ledger.papers": {
        "letters": {"documents"},
        "filing": {"documents", "letters"},
        "register": {"report_form"},
    },
    "ledger.documents": {
        "errors": set(),
        "font_files": set(),
        "plain": set(),
        "letter": set(),
        "fonts": {"errors", "font_files"},
        "layout": {"letter", "plain"},
        "paragraphs": {"letter", "plain"},
        "typesetting": {"errors", "fonts", "letter", "plain"},
        "pdf": {"fonts", "layout", "letter", "plain", "typesetting"},
        "own": set(),
        "samples": {"letter"},
        "word": {"errors", "fonts", "layout", "letter", "plain", "samples", "typesetting"},
    },
    "ledger.documents.word": {
        "xml": set(),
        "tables": {"xml"},
        "blocks": {"tables", "xml"},
        "names": {"blocks", "xml"},
        "package": set(),
        "tags": {"names", "package"},
        "filling": {"names", "package", "tags", "xml"},
        "checking": {"filling", "names", "package", "tags", "xml"},
    },
    "ledger.excel": {
        "errors": set(),
        "contract": {"errors"},
        "harmless": set(),
        "workbook": {"harmless"},
        "reading": {"workbook"},
        "sheet": {"reading", "workbook"},
        "heads": {"sheet"},
        "report_form": {"harmless", "sheet", "workbook"},
        "bringing": {"contract", "errors", "harmless", "heads", "reading", "sheet", "workbook"},
    },
    "ledger.told": {
        "links": set(),
        "matrix": set(),
        "figures": set(),
        "aims": set(),
        "papers": set(),
        "parts": set(),
        "plans": set(),
        "requests": set(),
        "reports": set(),
        "history": {"aims", "links", "papers", "parts", "plans", "reports", "requests"},
    },
    "ledger.opening": {
        "file": set(),
        "tasks": set(),
        "concerns": set(),
        "differences": set(),
        "forecast": set(),
        "heads": set(),
        "listing": {"heads"},
        "notices": {"concerns", "differences", "forecast", "tasks"},
        "lists": {"concerns", "differences", "forecast", "listing"},
    },
    "desk": {
        "who": set(),
        "store": set(),
        "accounts": {"store", "who"},
        "models": {"forms", "who"},
        "forms": set(),
        "acts": {"store", "who"},
        "saved": {"store", "who"},
        "serving": {"accounts", "models", "store", "who"},
        "api": {"accounts", "acts", "models", "serving", "store", "who"},
        "pages": {"accounts", "acts", "forms", "keeping", "models", "saved", "serving", "store", "who"},
        "callbacks": set(),
        "probing": {"store"},
        "app": {"accounts", "acts", "api", "callbacks", "models", "pages", "probing", "serving", "store", "who"},
        "keeping": {"accounts", "store", "who"},
        "granting": {"accounts", "store", "who"},
        "running": {"app", "slow", "store"},
        "slow": set(),
    },
    "testing": {
        "recording": set(),
        "saying": set(),
        "asserting": {"saying"},
        "databases": set(),
        "harness": {"asserting", "databases", "recording", "saying"},
        "awaited": {"harness", "saying"},
        "scenario_files": set(),
        "plugin": {"awaited", "harness", "scenario_files"},
    },
    "cli": {
        "completing": {"terminal"},
        "haste": set(),
        "session": {"haste", "terminal"},
        "starting": set(),
        "terminal": set(),
        "checking": {"terminal"},
        "options": {"completing", "terminal"},
        "commands": {"checking", "completing", "haste", "options", "session", "starting", "terminal"},
        "app": {"commands", "terminal"},
        "answering": {"app"},
        "entry": {"answering", "app", "checking", "haste", "terminal"},
    },
}
"""Which part of a room may import which: its own rooms, and the files that stand in it."""

IMPORTED_ONCE = {"transitions", "apscheduler", "aiosmtplib", "babel", "yaml"}
"""Libraries that one module each keeps to itself, so that they can be exchanged."""

DISTRIBUTIONS = {
    "argon2": "argon2-cffi",
    "docx": "python-docx",
    "pydantic_core": "pydantic",
    "sqlite3": None,
    "yaml": "pyyaml",
}
"""Modules that are not named like the distribution that brings them."""

IN_AN_EXTRA = {
    "django",
    *("psycopg", "lxml", "openpyxl", "python-calamine", "python-docx", "cryptography"),
    *("docxtpl", "typst", "xlsxwriter"),
    "babel",
    "pytest",  # which loads `duban.testing.plugin` itself
    *("anyio", "argon2-cffi", "h11", "pyotp", "python-multipart", "starlette", "uvicorn", "zxcvbn"),
}
"""Distributions that not everybody installs: what needs them loads them on demand, and says what to install."""

LONGEST_FILE = 400

FILES = sorted(PACKAGE.rglob("*.py"))


class Import(NamedTuple):
    """One import of one file: the module that is named, and whether only the type checker follows it."""

    file: Path
    line: int
    module: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        """Return the import as one can find it."""
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


def imports_of(file: Path) -> Iterator[Import]:
    """Yield all imports of a file, those inside functions and those for the type checker included."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name, ())
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are absolute, so that this test can read them"
            yield Import(file, node.lineno, node.module or "", tuple(alias.name for alias in node.names))


IMPORTS = [found for file in FILES for found in imports_of(file)]


def part_of(file: Path) -> str:
    """Return the part of the house that a file belongs to: its room, or its own name at the top."""
    inside = file.relative_to(PACKAGE)
    if len(inside.parts) > 1:
        return inside.parts[0]
    return "duban" if inside.stem == "__init__" else inside.stem


def parts_named(found: Import) -> set[str]:
    """Return the parts of our house that an import reaches."""
    head, *rest = found.module.split(".")
    if head != "duban":
        return set()
    if rest:
        return {rest[0]}
    return {name if name in MAY_IMPORT else "duban" for name in found.names} or {"duban"}


def test_every_part_of_the_house_is_in_the_table() -> None:
    assert {part_of(file) for file in FILES} <= set(MAY_IMPORT)


def test_imports_run_one_way() -> None:
    wrong = [
        str(found)
        for found in IMPORTS
        if not parts_named(found) <= MAY_IMPORT[part_of(found.file)] | {part_of(found.file), "doors"}
    ]
    assert wrong == []


def is_a_door(module: str) -> bool:
    """Return whether a module is the `__init__` of a room, or of a room in it."""
    return (ROOT / module.replace(".", "/") / "__init__.py").exists()


def test_a_room_is_entered_through_its_door() -> None:
    wrong = [
        str(found)
        for found in IMPORTS
        if found.module.startswith("duban.") and found.module.count(".") > 1 and not is_a_door(found.module)
        if parts_named(found) != {part_of(found.file)}
    ]
    assert wrong == []


def test_no_private_name_is_taken_from_another_room() -> None:
    wrong = [
        f"{found}: {name}"
        for found in IMPORTS
        if parts_named(found) - {part_of(found.file)}
        for name in found.names
        if name.startswith("_") and not name.endswith("__")
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(IMPORTED_ONCE))
def test_a_library_that_may_be_exchanged_is_imported_in_one_module(library: str) -> None:
    assert len({found.file for found in IMPORTS if found.module.split(".")[0] == library}) == 1


def test_every_door_says_what_it_opens() -> None:
    for door in [file for file in FILES if file.name == "__init__.py" and "migrations" not in file.parts]:
        tree = ast.parse(door.read_text("utf-8"))
        assert ast.get_docstring(tree), door
        if on_demand := _on_demand(tree):
            assert len(tree.body) == len(["docstring", "TYPE_CHECKING", "the door"]), f"{door} does more than open"
            _must_open_on_demand(door, on_demand)
            continue
        listed = [node for node in tree.body if _targets(node) == ["__all__"]]
        assert listed, f"{door.relative_to(ROOT)} has no __all__"
        names = ast.literal_eval(ast.unparse(listed[0]).partition(" = ")[2])
        assert names == sorted(set(names), key=_as_ruff_sorts), door
        assert all(_only_opens(node) for node in tree.body), f"{door.relative_to(ROOT)} does more than open"


def _only_opens(node: ast.stmt) -> bool:
    """Return whether a statement brings names in."""
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Expr)


def _on_demand(tree: ast.Module) -> list[ast.ImportFrom]:
    """Return the imports of a door that shows type checkers what it loads when somebody asks for it."""
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            opened = "from duban.doors import on_demand\n__getattr__, __dir__ = on_demand(__name__)"
            assert "\n".join(map(ast.unparse, node.orelse)) == opened
            assert all(isinstance(each, ast.ImportFrom) for each in node.body)
            return [each for each in node.body if isinstance(each, ast.ImportFrom)]
    return []


def _must_open_on_demand(door: Path, imports: list[ast.ImportFrom]) -> None:
    """Hold a door's imports in order, each name as itself, and none like a module beside it: Python would show that."""
    homes = [imported.module or "" for imported in imports]
    assert homes == sorted(set(homes)), door
    shown = [[alias.name for alias in imported.names] for imported in imports]
    assert shown == [
        sorted(set(names), key=lambda name: (not name.isupper(), name[:1].islower(), name.lower())) for names in shown
    ], door
    assert all(alias.asname == alias.name for imported in imports for alias in imported.names), door
    beside = {path.stem for path in door.parent.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert beside & {name for names in shown for name in names} == set(), door


def _targets(node: ast.stmt) -> list[str]:
    """Return what a statement gives a value to; an empty `__all__` has its type beside it."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


def test_every_module_says_in_one_sentence_what_lives_there() -> None:
    for file in FILES:
        text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
        first = text.split("\n\n")[0].strip()
        assert first.endswith((".", ":")), f"{file.relative_to(ROOT)}: {first!r}"


def test_no_file_is_too_long_to_be_held_in_the_head() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_module_is_a_place_for_anything() -> None:
    assert [file for file in FILES if re.search(r"(^|_)(utils?|helpers?|common|misc)$", file.stem)] == []


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [entry for extra in project["optional-dependencies"].values() for entry in extra]
    declared = {re.split(r"[^A-Za-z0-9_.-]", entry)[0].lower().replace("_", "-") for entry in project["dependencies"]}
    optional = {re.split(r"[^A-Za-z0-9_.-]", entry)[0].lower().replace("_", "-") for entry in extras}
    missing = set()
    for found in IMPORTS:
        name = found.module.split(".")[0]
        if name == "duban" or name in sys.stdlib_module_names:
            continue
        distribution = DISTRIBUTIONS.get(name, name.lower().replace("_", "-"))
        if distribution not in declared | (IN_AN_EXTRA & optional):
            missing.add(str(found))
    assert missing == set()


def test_every_declared_library_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    imported = {found.module.split(".")[0] for found in IMPORTS}
    used = {DISTRIBUTIONS.get(name, name.lower().replace("_", "-")) for name in imported}
    # zoneinfo finds the time zones of tzdata where the system has none; nothing names it.
    declared = {re.split(r"[^A-Za-z0-9_.-]", entry)[0] for entry in project["dependencies"]} - {"tzdata"}
    assert declared <= used


# -- circles ----------------------------------------------------------------------------------------------------------

MODULES = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in FILES}
DOORS = {name for name, file in MODULES.items() if file.name == "__init__.py"}


@cache
def _behind(door: str) -> dict[str, tuple[str, str]]:
    """Return from which module a door has each name, and what it is called there."""
    found = [node for node in ast.walk(ast.parse(MODULES[door].read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: (node.module or "", alias.name) for node in found for alias in node.names}


def _home(module: str, name: str, passed: tuple[str, ...] = ()) -> str | None:
    """Return the module in which a name that is imported is at home, through all doors."""
    if module in DOORS and module not in passed and name in _behind(module):
        return _home(*_behind(module)[name], (*passed, module))
    inner = f"{module}.{name}"
    found = inner if inner in MODULES else module
    return found if found in MODULES and found not in DOORS else None


def _arrows() -> dict[str, set[str]]:
    """Return which module names which: imports for type checking and inside functions count, doors are seen through."""
    arrows: dict[str, set[str]] = {name: set() for name in MODULES if name not in DOORS}
    names = {file: name for name, file in MODULES.items()}
    for found in IMPORTS:
        source = names[found.file]
        if source in arrows and found.module.split(".")[0] == "duban":
            homes = {_home(found.module, name) for name in found.names}
            arrows[source] |= {home for home in homes if home is not None and home != source}
    return arrows


ARROWS = _arrows()


def _circle(arrows: Mapping[str, set[str]]) -> list[str]:
    """Return the parts that stand in circles: what is left when all that nothing leads on from is taken away."""
    left = {name: set(there) for name, there in arrows.items()}
    while done := {name for name, there in left.items() if not there & left.keys()}:
        for name in done:
            del left[name]
    while done := left.keys() - {there for names in left.values() for there in names}:
        for name in done:
            del left[name]
    return sorted(left)


def test_there_is_no_circle_of_modules() -> None:
    assert _circle(ARROWS) == []


def _part_of(room: str, module: str) -> str:
    return module.removeprefix(f"duban.{room}.").split(".")[0]


@pytest.mark.parametrize("room", sorted(INSIDE))
def test_arrows_inside_a_room_run_one_way(room: str) -> None:
    found: dict[str, set[str]] = {}
    for source, there in ARROWS.items():
        if source.startswith(f"duban.{room}."):
            inside = {_part_of(room, name) for name in there if name.startswith(f"duban.{room}.")}
            part = _part_of(room, source)
            found.setdefault(part, set()).update(inside - {part})
    assert found.keys() == INSIDE[room].keys()
    assert {part: names - INSIDE[room][part] for part, names in found.items() if names - INSIDE[room][part]} == {}
    assert _circle(INSIDE[room]) == []
