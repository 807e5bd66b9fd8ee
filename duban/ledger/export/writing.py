"""Writes a ledger in each format: the workbook, CSV for spreadsheets, a page to print, and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from duban import words
from duban.ledger.excel import KEY_HEADING, key_of
from duban.ledger.excel.harmless import plain_cell
from duban.ledger.export.workbook import workbook_bytes
from duban.ledger.layouts import Lamp, grouped, text_of

if TYPE_CHECKING:
    from duban.ledger.layouts import Cell, Ledger

_TEMPLATES = Path(__file__).parent / "templates"


def ledger_bytes(ledger: Ledger, form: str) -> bytes:
    """Return a ledger as the content of a file: `xlsx`, `csv`, `html` or `json`."""
    with ledger.layout.speaking():
        return _bytes(ledger, form)


def _bytes(ledger: Ledger, form: str) -> bytes:
    match form:
        case "xlsx":
            return workbook_bytes(ledger)
        case "csv":
            return _csv(ledger)
        case "html":
            return _page(ledger).encode()
        case _:
            text = json.dumps(ledger_json(ledger), ensure_ascii=False, indent=1)
            return f"{text}\n".encode()


def _csv(ledger: Ledger) -> bytes:
    """Return one head and a line for each row; a text that begins like a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    heads = [plain_cell(head.key) for head in ledger.heads]
    sections = any(section.heading for section in ledger.sections)
    own = [words.text("Section")] if sections else []
    writer.writerow([*own, *heads, *([KEY_HEADING] if ledger.fills else [])])
    for section in ledger.sections:
        own = [plain_cell(section.heading)] if sections else []
        for row in section.rows:
            cells = [_plain(cell) for cell in row.cells]
            for column, head in enumerate(ledger.heads):
                if head.fill is not None:
                    cells[column] = plain_cell(row.fills.get(head.fill.id, ""))
            writer.writerow([*own, *cells, *([key_of(row.number, row.unit)] if ledger.fills else [])])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str | int | float:
    return cell if isinstance(cell, int | float) else plain_cell(text_of(cell))


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger for programs: its columns, and each row by their keys, with its number and unit."""
    keys = [head.key for head in ledger.heads]
    return {
        "layout": ledger.layout.name,
        "title": ledger.title,
        "at": ledger.at.isoformat(),
        "columns": [{"key": each.key, "heading": each.heading, "group": each.group} for each in ledger.heads],
        "rows": [
            {
                "section": section.heading,
                "number": row.number,
                "unit": row.unit,
                "cells": dict(zip(keys, map(_json_cell, row.cells), strict=True)),
            }
            for section in ledger.sections
            for row in section.rows
        ],
    }


def _json_cell(cell: Cell) -> str | int | float:
    return cell if isinstance(cell, int | float) else text_of(cell)


def _page(ledger: Ledger) -> str:
    page = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.globals |= {"say": words.text, "lamp": _is_lamp, "text": text_of}
    return page.get_template("ledger.html.j2").render(
        ledger=ledger,
        groups={first: (group, last - first + 1) for group, first, last in grouped(ledger.heads)},
        language="zh-CN" if words.language() == "zh" else "en",
    )


def _is_lamp(cell: Cell) -> bool:
    return isinstance(cell, Lamp)
