"""What people read comes out of the catalogue: no Chinese stands in the code, and no code branches on what is shown."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from catalogue import PACKAGE, extracted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HAN = re.compile(r"[\u4e00-\u9fff]")
DISPLAYED = {"basis", "because", "deadline_text", "found", "message", "problem", "said", "what", "why"}
"""What values call a text that is made for people."""

EXEMPT = {
    # Rooms that are Chinese through and through.
    "demo": "its plan, its people and its story are Chinese",
    "ledger/notice": "reads Chinese notices, and says in their language what is doubtful in them",
    # What is parsed, or accepted as an answer.
    "desk/forms/reading.py": "days, and yes and no, as people write them",
    "cli/commands/reading/conditions.py": "the colours that --light takes",
    "words/date_styles.py": "dates as the CLDR writes them",
    "states/time/durations.py": "lengths of time that people write",
    "ledger/papers/letters.py": "the fields of letters, as offices call them",
    "states/definition/papers.py": "the forms of documents, as offices call them",
    "states/milestones.py": "done as people write it",
    "states/values.py": "yes and no as people write them",
    "workflow/acts/calendars.py": "heads and answers of the calendar's CSV",
    "workflow/reads/figures/standards.py": "how people rate an office, as scenarios have it",
    "workflow/people/contacts.py": "how names of groups, of bodies and of people in lists end",
    "workflow/people/directory_csv.py": "heads and answers of the directory's CSV",
    "notifiers/media/mail.py": "the head of a CSV, and the medium's title, which plugs give in Chinese too",
    "notifiers/media/sms.py": "likewise",
    "notifiers/media/wecom.py": "likewise",
    "notifiers/channels/signed_sms.py": "how a provider's answer calls the limits of a day and of an hour",
    "desk/callbacks.py": "what a provider wants to be answered",
    "notifiers/channels/reports.py": "how a carrier says that a number does not exist",
    "notifiers/bounces/statuses.py": "how mail servers say that nobody is there",
    "notifiers/bounces/reading.py": "the head above the mail that a report quotes",
    # What is written into files and databases, and stays as it is.
    "cli/starting.py": "the Chinese files that `duban init` writes",
    "scenarios/keys/telling/messages.py": "names of our own messages, which databases hold",
    "workflow/rules/own_messages.py": "likewise",
    "ledger/packs/listed.py": "the indicators by their names, and the list as offices have it, which databases hold",
    "ledger/documents": "what stands in official letters, which are Chinese, and the names of fonts",
    "ledger/briefs": "papers to leaders and summaries, which are Chinese",
    "ledger/bulletins": "what stands in bulletins, which are Chinese",
    "ledger/plans": "reads and writes tables and papers as offices have them, in Chinese",
    "ledger/layouts/readers.py": "the colours that a layout takes",
    "ledger/layouts/gathering.py": "numerals of sections and of quarters, as offices write them",
    "ledger/layouts/filling.py": "yes and no as units fill them in",
    "ledger/export/looks.py": "names of fonts",
    "ledger/export/verb.py": "the name of a shipped layout",
    "ledger/excel/contract.py": "names of sheets and marks by which a workbook is known again, in any language",
    "ledger/excel/bringing": "what offices also call the columns of their sheets, and how they say yes and no",
    "ledger/scores/entries.py": "heads of the table that people fill in",
    "ledger/excel/heads.py": "words by which rows of sums are known",
    "ledger/excel/reading": "words by which days, sums and ticks are known in the sheets of offices",
    "ledger/excel/report_form.py": "heads and answers of the table that units fill in",
    "ledger/opening/tasks.py": "the title of a task that has none, which the database holds",
    "scenarios/checkers/values.py": "a length of time, as an example of what the editor offers",
    "states/time/periods.py": "names of periods: shown only in titles, which are stored as the office words them",
    "workflow/people/made_up.py": "names of people in examples and simulations",
    "workflow/archive_settings.py": "the periods for which files are kept, as a rule of the state names them",
    "workflow/desk_settings.py": "what an office calls its desk",
    "workflow/document_settings.py": "names of fonts",
    "workflow/settings.py": "a unit, as an example of what the setting takes",
    "workflow/play/forecast.py": "who tries a migration that nobody asked for, a name too",
    "words/office.py": "how Chinese names of states begin",
}
"""Where Chinese stands all the same, and why. The list may only become shorter."""


def literals(tree: ast.Module) -> Iterator[str]:
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def looked_up() -> set[str]:
    """Return what may hold a Chinese example, for it is looked up: the English of the catalogue."""
    return {part for message in extracted() for part in ([message.id] if isinstance(message.id, str) else message.id)}


def exempted(path: Path) -> str | None:
    place = path.relative_to(PACKAGE).as_posix()
    return next((name for name in EXEMPT if place == name or place.startswith(f"{name}/")), None)


def test_no_chinese_stands_outside_the_catalogue_but_where_it_is_said_why() -> None:
    english = looked_up()
    found: dict[str, str] = {}
    for path in PACKAGE.rglob("*.py"):
        for text in literals(ast.parse(path.read_text("utf-8"))):
            if HAN.search(text) and text not in english and text.partition("\n\nExample:")[0] not in english:
                found.setdefault(exempted(path) or path.relative_to(PACKAGE).as_posix(), text)
    assert {place: text for place, text in found.items() if place not in EXEMPT} == {}
    assert [name for name in EXEMPT if name not in found] == [], "exempt no more: take it off the list"


def displayed(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in DISPLAYED


def branches(tree: ast.Module) -> Iterator[str]:
    """Yield where a text for people is held against one that stands in the code."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                if any(map(displayed, sides)) and any(
                    isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
                    for side in sides
                    for part in ast.walk(side)
                ):
                    yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(value=value, attr="startswith" | "endswith" | "find" | "index")):
                if displayed(value):
                    yield ast.unparse(node)


def test_no_code_branches_on_what_is_shown() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}: {code}"
        for path in PACKAGE.rglob("*.py")
        for code in branches(ast.parse(path.read_text("utf-8")))
    }
    assert found == set()
