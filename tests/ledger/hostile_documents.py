"""Small files that ask for a lot of memory or time; run as a program it reads each and prints what came of it.

    python hostile_documents.py

Prints one line a document, with what the reader said, and last the most memory that was used, in MB.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import docx

from duban import speaking
from duban.ledger import NoticeError, read_notice

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELL = "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
LISTED = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
WIDE = '<w:tc><w:tcPr><w:gridSpan w:val="64"/>{merge}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
TABLES = "has tables of more than"
LARGE = "holds more text and tables than a plan"
LONG = "lines and"
NO_TASK = "no numbered task"


def word(body: str, levels: str = "") -> bytes:
    """Return a .docx with this body, and a list of these levels."""
    whole = io.BytesIO()
    docx.Document().save(whole)
    made = io.BytesIO()
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        "word/numbering.xml": (
            f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
        ),
    }
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(name, parts.get(name) or read.read(name))
    return made.getvalue()


def level(depth: int, start: str, text: str) -> str:
    counts = f'<w:start w:val="{start}"/><w:numFmt w:val="decimal"/>'
    return f'<w:lvl w:ilvl="{depth}">{counts}<w:lvlText w:val="{text}"/></w:lvl>'


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def documents() -> dict[str, tuple[bytes, str]]:
    """Return each document by name, with a part of what its reader answers."""
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    merged = f"<w:tr>{WIDE.format(merge=restart, text='y' * 300_000)}</w:tr>"
    merged += f"<w:tr>{WIDE.format(merge=goes_on, text='')}</w:tr>" * 5000
    before = '<w:tr><w:trPr><w:gridBefore w:val="200000000"/></w:trPr>'
    attributes = " ".join(f"a{at}=''" for at in range(700_000))
    return {
        "columns left free": (word(f"<w:tbl>{before}{CELL}</w:tr></w:tbl>"), NO_TASK),
        "a merged cell": (word(f"<w:tbl>{merged}</w:tbl>"), TABLES),
        "a long number": (word(LISTED * 3000, level(0, "1", "A" * 200_000)), NO_TASK),
        "numbers of numbers": (
            word(LISTED * 20, "".join(level(at, "9" * 50, f"%{at + 2}" * 3000) for at in range(9))),
            NO_TASK,
        ),
        "insertions in insertions": (
            word(f"<w:p>{'<w:ins>' * 200}{'<w:r><w:t>x</w:t></w:r>' * 20_000}{'</w:ins>' * 200}</w:p>"),
            NO_TASK,
        ),
        "many paragraphs": (word("<w:p><w:r><w:t>1.任务（牵头单位：市住建局）</w:t></w:r></w:p>" * 400_000), LARGE),
        "many empty paragraphs": (word("<w:p/>" * 250_000), LONG),
        "many attributes": (word(f"<w:p {attributes}/>"), LARGE),
        "a page's merged cells": (
            page(f"<table><tr><td>任务<td>责任单位</tr>{'<tr><td colspan=200 rowspan=200>x</tr>' * 30_000}</table>"),
            TABLES,
        ),
        "a page's tables": (page(f"<table><tr><td>{'<table><tr><td>x</table>' * 60_000}</table>"), LARGE),
        "a page's depth": (page("<div>" * 300_000), LARGE),
        "blank lines": (f"1.任务（牵头单位：市住建局）{chr(10) * 60_000}2.任务".encode(), LONG),
        "a long line": (f"1.任务（责任单位：{'、'.join(['市住建局'] * 110_000)}）".encode(), LONG),
    }


def main() -> None:
    """Read every document in turn."""
    for name, (data, _) in documents().items():
        try:
            read_notice(data, source="plan")
            answer = "read"
        except NoticeError as error:
            with speaking("en"):
                answer = " ".join(str(error).split())
        sys.stdout.write(f"{name}: {answer}\n")
    # Not getrusage: what a process was before it became this one counts there too.
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    sys.stdout.write(f"{int(status['VmHWM'].split()[0]) // 1024}\n")


if __name__ == "__main__":
    main()
