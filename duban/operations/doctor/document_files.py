"""The checks of documents: whether the fonts of PDFs are on this machine, and the office's Word templates whole."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.documents import FontNames, LetterKind, check_template, missing_fonts, own_templates
from duban.operations.doctor.checks import Check, fine, wanting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow import Settings

_LIBRARIES = ("typst", "docxtpl")


def look_at_documents(settings: Settings) -> Iterator[Check]:
    """Yield how fonts and templates are; nothing where the libraries for documents are not installed."""
    if all(find_spec(each) is not None for each in _LIBRARIES):
        yield _fonts(settings)
        yield from _own_templates(settings)


def _fonts(settings: Settings) -> Check:
    missing = missing_fonts(FontNames.of(settings))
    if not missing:
        return fine("fonts", words.text("all that documents name are on this machine"))
    said = [
        words.text("{wanted}, in PDFs {instead}", wanted=each.wanted, instead=each.instead)
        if each.instead
        else each.wanted
        for each in missing
    ]
    found = words.text("not on this machine: {fonts:clauses}", fonts=said)
    packages = list(dict.fromkeys(name for each in missing for name in each.packages))
    advice = words.text("put their files into a folder that [documents] names as fonts")
    if packages:
        advice = words.text("{advice}, or install {packages}", advice=advice, packages=packages)
    if all(each.instead for each in missing):
        return fine("fonts", found, note=advice)
    return wanting("fonts", found, advice)


def _own_templates(settings: Settings) -> Iterator[Check]:
    folder = own_templates(settings)
    if folder is None:
        return
    if not folder.is_dir():
        found = words.text("there is no folder {folder}", folder=folder)
        yield wanting("letter-templates", found, words.text("make it, or leave templates out of [documents]"))
        return
    fonts = FontNames.of(settings)
    own = [kind for kind in LetterKind if (folder / f"{kind}.docx").is_file()]
    checked = [check_template(folder / f"{kind}.docx", kind, fonts=fonts) for kind in own]
    if faults := [fault for each in checked for fault in each.faults]:
        found = words.text("{problems:lines}", problems=faults)
        yield wanting("letter-templates", found, words.text("correct them in Word"))
    else:
        yield fine("letter-templates", words.text("templates that can be used: {count}", count=len(own)))
