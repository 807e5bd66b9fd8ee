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
from duban.ledger.documents import FontNames, letter_docx, letter_pdf
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
    """Return the files of a draft by their names: figures (JSON), page (HTML), and the paper as .docx and .pdf.

    It has no number and no day: it gets these when it is signed.
    """
    letter = bulletin_letter(bulletin, office=office, mark=mark)
    fonts = None if settings is None else FontNames.of(settings)
    templates = templates_of(settings)
    name = f"通报-{bulletin.period.replace('/', '至')}"
    return {
        f"{name}-数据-{bulletin.frozen.snapshot}.json": as_bytes(bulletin.frozen),
        f"{name}.html": standing_page(bulletin.title, bulletin_html(bulletin)).encode(),
        f"{name}.docx": letter_docx(letter, templates=templates, fonts=fonts),
        f"{name}.pdf": letter_pdf(letter, fonts=fonts),
    }


def templates_of(settings: Settings | None) -> Path | None:
    """Return the folder of the office's own Word templates, if it has one."""
    if settings is None or settings.documents.templates is None:
        return None
    return settings.folder / settings.documents.templates


def write_all(files: Mapping[str, bytes], folder: str | PathLike[str]) -> list[Path]:
    """Write files into a folder, which is made if it is not there; raises FileExistsError before any is written."""
    place = Path(folder)
    for name in files:
        if (place / name).exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place / name))
    place.mkdir(parents=True, exist_ok=True)
    return [write_new(place / name, content) for name, content in files.items()]
