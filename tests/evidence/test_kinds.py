"""Which files are taken: the suffix is on the list, the content is what it says, and nothing in it runs or explodes."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile

import pytest

from duban.evidence import KINDS, FileRefused, kind_of

pytestmark = pytest.mark.usefixtures("english")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*names: str, content: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


def ole(*streams: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)


def boxed(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(12)


GOOD = {
    "a.pdf": b"%PDF-1.7\n",
    "A.JPG": b"\xff\xd8\xff\xe0",
    "a.jpeg": b"\xff\xd8\xff\xe1",
    "a.png": b"\x89PNG\r\n\x1a\n",
    "a.webp": b"RIFF\x00\x00\x00\x00WEBP",
    "a.heic": boxed(b"heic"),
    "a.mp4": boxed(b"isom"),
    "a.docx": zipped("[Content_Types].xml", "word/document.xml"),
    "a.xlsx": zipped("xl/workbook.xml"),
    "a.pptx": zipped("ppt/presentation.xml"),
    "a.ofd": zipped("OFD.xml"),
    "a.doc": ole("Root Entry", "WordDocument"),
    "a.wps": ole("WordDocument"),
    "a.xls": ole("Workbook"),
    "a.et": ole("Book"),
    "a.ppt": ole("PowerPoint Document"),
    "a.dps": ole("PowerPoint Document"),
    "a.txt": "第一季度\t已办结\r\n".encode(),
    "b.txt": "第一季度已办结".encode("gb18030"),
    "c.txt": "第一季度".encode("utf-16"),
    "a.csv": "\ufeff编号,标题\n1,窗口\n".encode(),
    "a.json": b'{"snapshot": "3f2a91c07b15"}\n',
    "a.zip": zipped("照片/1.jpg", "说明.html"),
    "b.zip": zipped(),
}


def judged(name: str, content: bytes, kinds: tuple[str, ...] = tuple(KINDS)) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return kind_of(name, file, size=len(content), taken=kinds).name


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name: str) -> None:
    assert judged(name, GOOD[name]) in {name[2:].lower(), "jpg"}


def test_every_kind_is_tried_here() -> None:
    assert {judged(name, content) for name, content in GOOD.items()} == set(KINDS)


MANY = zipped(*(f"{number}" for number in range(10_001)), content=b"")
BOMB = zipped("a", content=bytes(3_000_000), method=zipfile.ZIP_DEFLATED)
LARGE = bytearray(zipped("word/document.xml", "word/a"))
LARGE[LARGE.index(b"PK\x01\x02") + 24 : LARGE.index(b"PK\x01\x02") + 28] = struct.pack("<I", 1024**3 + 1)

BAD = [
    ("a.html", b"<html>", "it can run"),
    ("a.svg", b"<svg/>", "it can run"),
    ("a.xml", b"<?xml?>", "it can run"),
    ("a.js", b"alert(1)", "it can run"),
    ("a.exe", b"MZ", "it can run"),
    ("验收单.pdf.exe", b"%PDF-", "it can run"),
    ("a.msi", OLE, "it can run"),
    ("a.lnk", b"L", "it is a shortcut"),
    ("a.iso", b"CD001", "it is the image of a disk"),
    ("a.docm", GOOD["a.docx"], "it can hold macros"),
    ("a.xlsm", GOOD["a.xlsx"], "it can hold macros"),
    ("a.rar", b"Rar!", "files of the kind rar are not taken; taken are pdf"),
    ("pdf", b"%PDF-", "its kind cannot be told by its name"),
    (".pdf", b"%PDF-", "its kind cannot be told by its name"),
    ("a.pdf", b"", "it is empty"),
    ("a.pdf", b"<html>%PDF-", "its name says pdf, and its content is something else"),
    ("a.jpg", b"\x89PNG\r\n\x1a\n", "its name says jpg"),
    ("a.heic", boxed(b"isom"), "its name says heic"),
    ("a.doc", b"MZ", "its name says doc"),
    ("a.doc", ole("SummaryInformation"), "its name says doc"),
    ("a.xls", ole("WordDocument"), "its name says xls"),
    ("a.doc", ole("WordDocument", "_VBA_PROJECT"), "it can hold macros"),
    ("a.docx", GOOD["a.xlsx"], "it is an archive and no docx"),
    ("a.docx", zipped("word/document.xml", "word/vbaProject.bin"), "it can hold macros"),
    ("a.txt", b" \n<!DOCTYPE html>", "its name says txt"),
    ("a.csv", b"<script>", "its name says csv"),
    ("a.txt", b"MZ\x90\x00\x03", "its name says txt"),
    ("a.txt", "中".encode() + b"\xff\xff", "its name says txt"),
    ("a.zip", b"PK\x03\x04" + bytes(100), "the directory of the archive cannot be read"),
    ("a.zip", zipped("a")[:-10], "the directory of the archive cannot be read"),
    ("a.zip", MANY, "the archive has more than 10000 entries"),
    ("a.zip", BOMB, "unpacked it would be more than 100 times as large"),
    ("a.docx", bytes(LARGE), "unpacked it would have more than 1024 MiB"),
]


@pytest.mark.parametrize(("name", "content", "why"), BAD, ids=[f"{name}: {why[:40]}" for name, _, why in BAD])
def test_what_is_another_thing_or_would_do_harm_is_refused_with_why(name: str, content: bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        judged(name, content)
    assert why in str(refused.value)
    assert repr(name) in str(refused.value)


def test_settings_can_take_fewer_kinds_and_never_more() -> None:
    with pytest.raises(FileRefused, match="files of the kind zip are not taken; taken are pdf, jpg"):
        judged("a.zip", GOOD["a.zip"], ("pdf", "jpg"))
    assert judged("a.pdf", GOOD["a.pdf"], ("pdf", "jpg")) == "pdf"


def test_a_directory_that_lies_about_its_entries_is_counted_by_what_it_lists() -> None:
    """The end record says one entry; the directory has them all, as unpackers go by it."""
    content = bytearray(MANY)
    end = content.rindex(b"PK\x05\x06")
    content[end + 8 : end + 12] = struct.pack("<2H", 1, 1)
    with pytest.raises(FileRefused, match="more than 10000 entries"):
        judged("a.zip", bytes(content))
