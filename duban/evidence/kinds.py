"""What kind of file something is: by its content and by the suffix of its name, which have to agree."""

from __future__ import annotations

import codecs
import mmap
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.evidence.archives import MOST_BYTES, MOST_ENTRIES, MOST_RATIO, UnreadableArchive, entries
from duban.evidence.errors import FileRefused
from duban.evidence.filenames import suffix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import BinaryIO

_HEAD = 4096
_PART = 1024 * 1024


class Kind(NamedTuple):
    """A kind of file: its name, which is its usual suffix, its media type, and what its content is like."""

    name: str
    media_type: str
    content: str
    parts: tuple[str, ...] = ()
    """What the content must have inside: the names of entries of an archive, or of streams of an old Office file."""


_OFFICE = "application/vnd.openxmlformats-officedocument."

KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", "pdf"),
        Kind("jpg", "image/jpeg", "jpg"),
        Kind("png", "image/png", "png"),
        Kind("webp", "image/webp", "webp"),
        Kind("heic", "image/heic", "heic"),
        Kind("docx", _OFFICE + "wordprocessingml.document", "zip", ("word/",)),
        Kind("xlsx", _OFFICE + "spreadsheetml.sheet", "zip", ("xl/",)),
        Kind("pptx", _OFFICE + "presentationml.presentation", "zip", ("ppt/",)),
        Kind("doc", "application/msword", "ole", ("WordDocument",)),
        Kind("xls", "application/vnd.ms-excel", "ole", ("Workbook", "Book")),
        Kind("ppt", "application/vnd.ms-powerpoint", "ole", ("PowerPoint Document",)),
        Kind("wps", "application/vnd.ms-works", "ole", ("WordDocument",)),
        Kind("et", "application/vnd.ms-excel", "ole", ("Workbook", "Book")),
        Kind("dps", "application/vnd.ms-powerpoint", "ole", ("PowerPoint Document",)),
        Kind("ofd", "application/ofd", "zip", ("OFD.xml",)),
        Kind("txt", "text/plain", "text"),
        Kind("csv", "text/csv", "text"),
        Kind("json", "application/json", "text"),
        Kind("zip", "application/zip", "zip"),
        Kind("mp4", "video/mp4", "mp4"),
    )
}
"""The kinds of files that can be told from others, by their names."""

_SPELLED = {"jpeg": "jpg", "jpe": "jpg", "heif": "heic", "text": "txt"}
_RUNS = words.Line("it can run in the reader's browser or computer")
_MACROS = words.Line("it can hold macros; save it as a document without them")
_SHORTCUT = words.Line("it is a shortcut to something else")
_DISK = words.Line("it is the image of a disk")
_REFUSED = {
    **dict.fromkeys(("html", "htm", "xhtml", "mht", "mhtml", "svg", "xml", "xsl", "swf"), _RUNS),
    **dict.fromkeys(("js", "mjs", "vbs", "vbe", "wsf", "hta", "jar", "py", "sh", "bat", "cmd", "ps1"), _RUNS),
    **dict.fromkeys(("exe", "msi", "com", "scr", "dll", "cpl", "apk", "app", "deb", "rpm", "reg"), _RUNS),
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"), _MACROS),
    **dict.fromkeys(("lnk", "url", "desktop", "webloc"), _SHORTCUT),
    **dict.fromkeys(("iso", "img", "vhd", "vhdx", "dmg"), _DISK),
}
"""Why files with these suffixes are never taken, whatever the settings say."""

_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<?xml", b"<svg", b"<?php", b"#!")
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MP4 = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"})
_WITH_MACROS = "vbaproject.bin"
_MACRO_STREAM = "_VBA_PROJECT"


def kind_of(name: str, file: BinaryIO, *, size: int, taken: Collection[str]) -> Kind:
    """Return what kind of file this is, of those that are `taken`.

    Raises FileRefused if its suffix is none of theirs, if its content is another, or if it is an archive that would
    take too much room when somebody unpacks it.
    """
    suffix = suffix_of(name)
    kind = KINDS.get(_SPELLED.get(suffix, suffix))
    if suffix in _REFUSED:
        raise FileRefused(name, "kind", _REFUSED[suffix])
    if kind is None or kind.name not in taken:
        none = words.Line("its kind cannot be told by its name; taken are {kinds}", kinds=list(taken))
        other = words.Line(
            "files of the kind {suffix} are not taken; taken are {kinds}", suffix=suffix, kinds=list(taken)
        )
        raise FileRefused(name, "kind", other if suffix else none)
    if size == 0:
        raise FileRefused(name, "content", words.Line("it is empty"))
    file.seek(0)
    head = file.read(_HEAD)
    if not _is(kind.content, head, file):
        raise FileRefused(
            name, "content", words.Line("its name says {kind}, and its content is something else", kind=kind.name)
        )
    if kind.content == "zip":
        _require_fit_archive(name, kind, file, size)
    elif kind.content == "ole":
        _require_old_office(name, kind, file)
    return kind


_MAGIC: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda head: head.lstrip(b"\xef\xbb\xbf\x00\t\r\n ").startswith(b"%PDF-"),
    "jpg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "webp": lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
    "heic": lambda head: head[4:8] == b"ftyp" and head[8:12] in _HEIC,
    "mp4": lambda head: head[4:8] == b"ftyp" and head[8:12] in _MP4,
    "zip": lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")),
    "ole": lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
}
"""How files of a content begin; text begins in any way."""


def _is(content: str, head: bytes, file: BinaryIO) -> bool:
    """Return whether a file with this head has such content."""
    begins = _MAGIC.get(content)
    return _is_text(head, file) if begins is None else begins(head)


def _is_text(head: bytes, file: BinaryIO) -> bool:
    """Return whether a file is text in one of the encodings that offices write, and no page, program or drawing."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(file, "utf-16")
    return _decodes(file, "utf-8") or _decodes(file, "gb18030")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while part := file.read(_PART):
            if "\x00" in decoder.decode(part):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _require_fit_archive(name: str, kind: Kind, file: BinaryIO, size: int) -> None:
    """Raise FileRefused for an archive that declares too much, holds macros, or is no such document."""
    total, missing = 0, bool(kind.parts)
    try:
        for count, entry in enumerate(entries(file), 1):
            total += entry.size
            if count > MOST_ENTRIES or total > MOST_BYTES or total > size * MOST_RATIO:
                raise FileRefused(name, "archive", _too_much(count, total))
            if kind.parts and entry.name.rpartition("/")[2].lower() == _WITH_MACROS:
                raise FileRefused(name, "content", _MACROS)
            missing = missing and not entry.name.lstrip("/").startswith(kind.parts)
    except UnreadableArchive:
        raise FileRefused(name, "archive", words.Line("the directory of the archive cannot be read")) from None
    if missing:
        raise FileRefused(name, "content", words.Line("it is an archive and no {kind}", kind=kind.name))


def _too_much(count: int, total: int) -> words.Line:
    if count > MOST_ENTRIES:
        return words.Line("the archive has more than {most} entries", most=MOST_ENTRIES)
    if total > MOST_BYTES:
        return words.Line("unpacked it would have more than {most} MiB", most=MOST_BYTES // 1024**2)
    return words.Line("unpacked it would be more than {most} times as large", most=MOST_RATIO)


def _require_old_office(name: str, kind: Kind, file: BinaryIO) -> None:
    """Raise FileRefused for an Office file of the old form that holds macros, or is another, such as an installer."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _has(content, (_MACRO_STREAM,)):
            raise FileRefused(name, "content", _MACROS)
        if not _has(content, kind.parts):
            raise FileRefused(
                name, "content", words.Line("its name says {kind}, and its content is something else", kind=kind.name)
            )


def _has(content: mmap.mmap, streams: Iterable[str]) -> bool:
    """Return whether one of these names stands in a file's directory, which has them in UTF-16."""
    return any(content.find(stream.encode("utf-16-le") + b"\x00\x00") >= 0 for stream in streams)
