"""A letter as a Word document, from the office's own template or ours."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from jinja2.exceptions import TemplateError

from duban import words
from duban.ledger.documents.errors import NoDocuments, TemplateFault
from duban.ledger.documents.fonts import FontNames, FontRole
from duban.ledger.documents.plain import one_line
from duban.ledger.documents.word.names import values_of
from duban.ledger.documents.word.package import MOST_PACKED, parsed, read_package
from duban.ledger.documents.word.tags import judged, lines_of_tags, sandbox, tags_of
from duban.ledger.documents.word.xml import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Template

    from duban.ledger.documents.letter import Letter, LetterKind
    from duban.ledger.documents.word.package import Package
    from duban.ledger.documents.word.tags import Tag

_MOST_MADE = 64 * 1024 * 1024
"""The most characters that a part of a document may have when it is made."""
_MAIN = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_PROPERTIES = "docProps/core.xml"
_WITH_FONTS = re.compile(r"word/(styles|fontTable|document|header\d*|footer\d*)\.xml")
_DRAWN = re.compile(r'(<wp:docPr\b[^>]*? id=")\d+(")')
_LINES = re.compile(r">[^<]*\n[^<]*<")
_BROKEN = re.compile(r"<w:t(?: [^>]*)?>[^<]*<w:(?:p|tbl|r)[ >]")


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template that is ready: its parts, its tags compiled, and the names that they use."""

    package: Package
    tags: tuple[Tag, ...]
    names: frozenset[str]
    compiled: Mapping[str, Template]
    own: bool
    """Whether it is the office's own."""


def letter_docx(letter: Letter, *, templates: Path | None = None, fonts: FontNames | None = None) -> bytes:
    """Return a letter as a Word document (.docx).

    Args:
        letter: what it says.
        templates: the folder with the office's own templates; one that is called as the kind, such as 督办通知单.docx,
            is taken in place of ours.
        fonts: the office's names of its fonts.

    Raises:
        TemplateFault: if the office's template has a mistake.
        DocumentError: if a picture is none.
        NoDocuments: without the extra.

    """
    fonts = fonts or FontNames()
    template = template_for(letter.kind, templates=templates, fonts=fonts)
    return filled(template, letter, fonts)


def default_template(kind: LetterKind, *, fonts: FontNames | None = None) -> bytes:
    """Return our own template for a kind, to start from, with the office's fonts."""
    data = (files("duban.ledger.documents") / "templates" / f"{kind.name.lower()}.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {each.filename: packed.read(each) for each in packed.infolist()}
    return zipped(_in_fonts(parts, fonts or FontNames()))


def template_for(kind: LetterKind, *, templates: Path | None, fonts: FontNames) -> WordTemplate:
    """Return the template for a kind of letter, the office's own if there is one."""
    if templates is not None:
        path = templates / f"{kind}.docx"
        if path.is_file():
            found = path.stat()
            return _read(path, found.st_mtime_ns, found.st_size)
    return _ours(kind, fonts)


@lru_cache(maxsize=32)
def _read(path: Path, written: int, size: int) -> WordTemplate:  # noqa: ARG001 - a file that was changed is read anew
    if size > MOST_PACKED:
        raise TemplateFault(path.name, words.Line("is larger than a template may be (16 MB)"))
    return prepared(read_package(path.name, path.read_bytes()), own=True)


@lru_cache(maxsize=32)
def _ours(kind: LetterKind, fonts: FontNames) -> WordTemplate:
    return prepared(read_package(f"{kind}.docx", default_template(kind, fonts=fonts)), own=False)


def prepared(package: Package, *, own: bool) -> WordTemplate:
    """Return a template that is judged and compiled. Raise TemplateFault for its first mistake."""
    try:
        from docxtpl import DocxTemplate  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise NoDocuments("docxtpl") from None  # noqa: EM101 - its name
    tags = tags_of(package)
    names = judged(package.name, tags)
    patching = DocxTemplate("")  # it opens nothing: only what it knows of tags in Word's XML is used
    compiled = {}
    for part, text in package.tagged.items():
        if any(tag.part == part for tag in tags):
            try:
                compiled[part] = sandbox().from_string(patching.patch_xml(text))
            except TemplateError as error:
                problem = words.Line("{part}: {message:retold}", part=part, message=error.message or "")
                raise TemplateFault(package.name, problem) from None
    return WordTemplate(package, tuple(tags), names, compiled, own)


def filled(template: WordTemplate, letter: Letter, fonts: FontNames) -> bytes:
    """Return the document that a template makes of a letter."""
    sheet = Sheet(template.package.styles, fonts)
    values = values_of(letter, sheet, template.names)
    parts = dict(template.package.parts)
    for part, compiled in template.compiled.items():
        made = _DRAWN.sub(_Counter(), _rendered(template, compiled, values))
        if template.own:
            _whole(template, part, made)
        parts[part] = made.encode()
    parts |= _with_pictures(parts, sheet.pictures)
    parts |= _described(parts, letter)
    return zipped(parts)


class _Counter:
    """Numbers the drawings of a part anew: a loop repeats one with its number, which Word does not allow."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, found: re.Match[str]) -> str:
        self._last += 1
        return f"{found[1]}{self._last}{found[2]}"


def _rendered(template: WordTemplate, compiled: Template, values: Mapping[str, Any]) -> str:
    pieces, size = [], 0
    try:
        for piece in compiled.generate(values):
            pieces.append(piece)
            size += len(piece)
            if size > _MOST_MADE:
                raise TemplateFault(template.package.name, words.Line("makes a document larger than any letter"))
    except TemplateError as error:
        raise _at_tag(template, values, error) from None
    made = "".join(pieces)
    if _LINES.search(made):
        from docxtpl import DocxTemplate  # noqa: PLC0415 - an extra

        made = DocxTemplate("").resolve_listing(made)
    return made


def _at_tag(template: WordTemplate, values: Mapping[str, Any], error: TemplateError) -> TemplateFault:
    """Return which tag it was that could not be filled, found by trying the tags alone."""
    name = template.package.name
    for part in template.compiled:
        own = [tag for tag in template.tags if tag.part == part]
        try:
            sandbox().from_string(lines_of_tags(own)).render(values)
        except TemplateError as found:
            line = next(
                (frame.tb_lineno for frame in _frames(found) if frame.tb_frame.f_code.co_filename == "<template>"), 1
            )
            tag = own[min(line, len(own)) - 1]
            problem = words.Line("{tag}: {message:retold}", tag=tag.shown, message=found.message or "")
            return TemplateFault(name, problem, tag=tag.shown)
    return TemplateFault(name, words.Line("{message:retold}", message=error.message or str(error)))


def _frames(error: BaseException) -> list[Any]:
    found, trace = [], error.__traceback__
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found[::-1]


def _whole(template: WordTemplate, part: str, made: str) -> None:
    """Refuse a part that is no longer a document, such as one whose `if` takes half a table away."""
    name = template.package.name
    problem = words.Line("its tags break the document: look whether each if and for begins and ends in the same place")
    try:
        root = parsed(name, part, made.encode())
    except TemplateFault:
        raise TemplateFault(name, problem) from None
    if _BROKEN.search(made) or any(
        (each.text or "").strip() or any((child.tail or "").strip() for child in each) for each in root.iter(*_HOLDERS)
    ):
        raise TemplateFault(name, problem)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HOLDERS = tuple(f"{_W}{tag}" for tag in ("body", "p", "r", "tbl", "tr", "tc", "hdr", "ftr"))


def _with_pictures(parts: Mapping[str, bytes], pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts that pictures take: their files, what refers to them, and their type."""
    if not pictures:
        return {}
    made = {f"word/media/{name}.png": png for name, png in pictures.items()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relations = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="media/{name}.png"/>' for name in pictures)
    made[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", f"{relations}</Relationships>".encode())
    if b'"png"' not in parts[_TYPES].lower():
        png = b'<Default Extension="png" ContentType="image/png"/></Types>'
        made[_TYPES] = parts[_TYPES].replace(b"</Types>", png)
    return made


def _described(parts: Mapping[str, bytes], letter: Letter) -> dict[str, bytes]:
    """Return the document's properties: its own, not those of whoever made the template."""
    if _PROPERTIES not in parts:
        return {}
    title, office = escape(one_line(letter.title)), escape(one_line(letter.office))
    made = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org'
        '/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{office}</dc:creator></cp:coreProperties>"
    )
    return {_PROPERTIES: made.encode()}


def _in_fonts(parts: Mapping[str, bytes], fonts: FontNames) -> dict[str, bytes]:
    """Return the parts of a template of ours with the office's names of its fonts."""
    plain = FontNames()
    named = {plain.named(role): fonts.named(role) for role in FontRole if plain.named(role) != fonts.named(role)}
    made = dict(parts)
    for part in [each for each in parts if named and _WITH_FONTS.fullmatch(each)]:
        text = parts[part].decode()
        for ours, theirs in named.items():
            text = text.replace(f'"{ours}"', f'"{escape(theirs, {chr(34): "&quot;"})}"')
        made[part] = text.encode()
    return made


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a package, the same bytes each time; the types come first, as Word writes them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(parts, key=lambda each: (each != _TYPES, each != "_rels/.rels", each)):
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()
