"""A bulletin's files: its frozen figures, its page, its paper as Word and PDF, written beside each other."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from duban.ledger.bulletins.frozen import as_bytes
from duban.ledger.bulletins.page import bulletin_html
from duban.ledger.bulletins.paper import bulletin_letter
from duban.ledger.bulletins.sheet import standing_page
from duban.ledger.bulletins.workbook import bulletin_workbook
from duban.ledger.documents import FontNames, letter_docx, letter_pdf, own_templates
from duban.ledger.writing import write_new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from duban.ledger.bulletins.blocks import Bulletin
    from duban.workflow import Settings


def bulletin_files(
    bulletin: Bulletin,
    *,
    office: str,
    mark: str = "",
    settings: Settings | None = None,
) -> dict[str, bytes]:
    """Return the files of a draft by their names: figures (JSON), page (HTML), tables with charts (.xlsx), the paper.

    The paper is a .docx and a .pdf.

    It has no number and no day: it gets these when it is signed.
    """
    letter = bulletin_letter(bulletin, office=office, mark=mark)
    fonts = None if settings is None else FontNames.of(settings)
    templates = None if settings is None else own_templates(settings)
    name = f"通报-{bulletin.period.replace('/', '至')}"
    return {
        f"{name}-数据-{bulletin.frozen.snapshot}.json": as_bytes(bulletin.frozen),
        f"{name}.html": standing_page(bulletin.title, bulletin_html(bulletin)).encode(),
        f"{name}.xlsx": bulletin_workbook(bulletin),
        f"{name}.docx": letter_docx(letter, templates=templates, fonts=fonts),
        f"{name}.pdf": letter_pdf(letter, fonts=fonts),
    }


def write_all(files: Mapping[str, bytes], folder: str | PathLike[str]) -> list[Path]:
    """Write files into a folder, which is made if it is not there; raises FileExistsError before any is written."""
    place = Path(folder)
    for name in files:
        if (place / name).exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place / name))
    place.mkdir(parents=True, exist_ok=True)
    return [write_new(place / name, content) for name, content in files.items()]
