"""A Word template as a file: read within limits and looked through, with nothing in it that runs or reaches out."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.documents.errors import NoDocuments, TemplateFault

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PACKED = 16 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 500
MOST_TEXT = 4 * 1024 * 1024
"""The most that one part with tags may have: the patterns that look for tags go through it many times."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"
_WITH_TAGS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_PROGRAMS = re.compile(r"vbaProject|vbaData|activeX|\.bin$", re.IGNORECASE)
_REACHING = re.compile(r"(?:^|\s)(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Package:
    """A template's parts by their names, those with tags as text; `styles` has the ids of its styles by their names."""

    name: str
    parts: Mapping[str, bytes]
    tagged: Mapping[str, str]
    styles: Mapping[str, str]


def read_package(name: str, data: bytes) -> Package:
    """Return a template's parts. Raise TemplateFault if it is none, too large, damaged, has programs or reaches out."""
    if len(data) > MOST_PACKED:
        raise TemplateFault(name, words.Line("is larger than a template may be (16 MB)"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if len(infos) > MOST_PARTS or sum(each.file_size for each in infos) > MOST_UNPACKED:
                raise TemplateFault(name, words.Line("unpacks to more than a template can need"))
            parts = {each.filename: packed.read(each) for each in infos if not each.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, TemplateFault):
            raise
        raise TemplateFault(name, words.Line("is no Word document (.docx), or a damaged one")) from None
    if _MAIN not in parts:
        raise TemplateFault(name, words.Line("is no Word document (.docx); save it in Word as .docx"))
    if program := next((each for each in parts if _PROGRAMS.search(each)), None):
        raise TemplateFault(name, words.Line("has a macro or a control ({part}); save it as .docx", part=program))
    parts = {part: _cut_off(name, part, content) for part, content in parts.items()}
    tagged = {part: _text(name, part, content) for part, content in parts.items() if _WITH_TAGS.fullmatch(part)}
    return Package(name, parts, tagged, _styles(name, parts.get("word/styles.xml")))


def _cut_off(name: str, part: str, content: bytes) -> bytes:
    """Return a part without the path of the template that it was made from; refuse what is fetched from elsewhere."""
    settings = part == "word/settings.xml"
    if not settings and not part.endswith(".rels"):
        return content
    root = parsed(name, part, content)
    for each in list(root):
        kind = str(each.get("Type", "")).rpartition("/")[2]
        outside = each.get("TargetMode") == "External" and kind != "hyperlink"
        if outside and kind != "attachedTemplate":
            problem = words.Line("refers to a file elsewhere; put it into the document (Word: break the link)")
            raise TemplateFault(name, problem)
        if outside or each.tag == f"{W}attachedTemplate":
            root.remove(each)
    return _written(root)


def _written(root: Any) -> bytes:  # noqa: ANN401 - of an extra
    from lxml import etree  # noqa: PLC0415 - an extra

    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _text(name: str, part: str, content: bytes) -> str:
    """Return a part as text that begins with its root; it is checked to be XML that says nothing but itself."""
    if len(content) > MOST_TEXT:
        raise TemplateFault(name, words.Line("{part} is larger than a template's text may be", part=part))
    root = parsed(name, part, content)
    fields = [each.get(f"{W}instr", "") for each in root.iter(f"{W}fldSimple")]
    # Word splits what a field says over runs, as it does with tags.
    fields += ["".join(str(each.text or "") for each in one.iter(f"{W}instrText")) for one in root.iter(f"{W}p")]
    if any(_REACHING.search(each) for each in fields) or next(root.iter(f"{W}altChunk"), None) is not None:
        raise TemplateFault(name, words.Line("has a field that fetches from elsewhere; take it out"))
    from lxml import etree  # noqa: PLC0415 - an extra

    return str(etree.tostring(root, encoding="unicode"))


def parsed(name: str, part: str, content: bytes) -> Any:  # noqa: ANN401 - of an extra
    """Return the root of a part. Raise TemplateFault if it is no XML."""
    try:
        from lxml import etree  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise NoDocuments("lxml") from None  # noqa: EM101 - its name
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise TemplateFault(
            name, words.Line("{part} is damaged; open it in Word and save it again", part=part)
        ) from None
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise TemplateFault(name, words.Line("{part} is damaged; open it in Word and save it again", part=part))
    return root


def _styles(name: str, content: bytes | None) -> dict[str, str]:
    """Return the ids of the paragraph styles by their names."""
    if content is None:
        return {}
    found = {}
    for style in parsed(name, "word/styles.xml", content).iter(f"{W}style"):
        named = style.find(f"{W}name")
        if named is not None and style.get(f"{W}type") == "paragraph":
            found[named.get(f"{W}val", "")] = style.get(f"{W}styleId", "")
    return found
