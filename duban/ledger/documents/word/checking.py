"""Checking an office's Word template before a letter needs it: its mistakes, what it leaves out, a sample letter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.documents.errors import TemplateFault
from duban.ledger.documents.fonts import FontNames
from duban.ledger.documents.samples import sample_letter
from duban.ledger.documents.word.filling import filled, prepared
from duban.ledger.documents.word.names import FLAG, MAPPING, TEMPLATE_NAMES, values_of
from duban.ledger.documents.word.package import MOST_PACKED, read_package
from duban.ledger.documents.word.tags import faults_of, tags_of
from duban.ledger.documents.word.xml import Sheet

if TYPE_CHECKING:
    from os import PathLike

    from duban.ledger.documents.letter import LetterKind

_SAID_BY = {
    "date": {"signature"},
    "signature": {"date"},
    "level": {"colour_run", "field_table"},
    "colour": {"colour_run", "field_table"},
    "colour_run": {"level", "colour", "field_table"},
    "body": {"paragraphs"},
    "paragraphs": {"body"},
    "field_table": {"fields"},
    "attachments": {"attachment_list"},
    "attachment_list": {"attachments"},
    "reply_text": {"reply_slip"},
    "reply_slip": {"reply_text"},
}
"""What says the same as another name: a template needs one of them."""
_PRINTED = frozenset({"mark", "red_head", "office"})
"""What an office prints in its own templates as it is."""


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """What was found in a template: its mistakes, the names of a letter of its kind that it shows nowhere, its tags.

    `split` are tags that Word keeps in pieces, which is mended: what is formatted within a tag is lost. `sample` is a
    letter that it makes; None if it has mistakes.
    """

    template: str
    kind: LetterKind
    faults: tuple[words.Line, ...]
    unused: tuple[str, ...]
    split: tuple[str, ...]
    names: tuple[str, ...]
    sample: bytes | None

    @property
    def ok(self) -> bool:
        """Return whether letters can be made with it."""
        return not self.faults


def check_template(path: str | PathLike[str], kind: LetterKind, *, fonts: FontNames | None = None) -> TemplateCheck:
    """Return what is wrong with a template, what it leaves out, and a sample letter that it makes.

    Raises OSError if the file cannot be read, NoDocuments without the extra.
    """
    place, fonts = Path(path), fonts or FontNames()
    letter = sample_letter(kind)
    used: set[str] = set()
    try:
        package = read_package(place.name, _start_of(place))
        tags = tags_of(package)
        faults = [_said(fault) for fault in faults_of(place.name, tags, used)]
        sample = None
        if not faults:
            sample = filled(prepared(package, own=True), letter, fonts)
    except TemplateFault as fault:
        return TemplateCheck(place.name, kind, (_said(fault),), (), (), (), None)
    english = {known.name for known in TEMPLATE_NAMES if known.name in used or known.chinese in used}
    values = values_of(letter, Sheet(package.styles, fonts), {known.name for known in TEMPLATE_NAMES})
    unused = tuple(
        known.chinese
        for known in TEMPLATE_NAMES
        if values[known.name]
        and known.shape not in {FLAG, MAPPING}
        and known.name not in _PRINTED
        and not english & {known.name, *_SAID_BY.get(known.name, ())}
    )
    split = tuple(dict.fromkeys(tag.shown for tag in tags if tag.split))
    shown = tuple(known.chinese for known in TEMPLATE_NAMES if known.name in english)
    return TemplateCheck(place.name, kind, tuple(faults), unused, split, shown, sample)


def _start_of(place: Path) -> bytes:
    """Return a file; of one that is larger than a template may be, as much as shows that it is."""
    with place.open("rb") as file:
        return file.read(MOST_PACKED + 1)


def _said(fault: TemplateFault) -> words.Line:
    line = words.said_by(fault)
    return line if isinstance(line, words.Line) else words.Line("{message:retold}", message=line)
