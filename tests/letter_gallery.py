"""A sample of every kind of letter, as Word, PDF and pictures, to be looked through by a person: `make letters`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from duban.ledger.documents import LetterKind, letter_docx, letter_pdf, letter_png, sample_letter

FOLDER = Path(__file__).parents[1] / "build" / "letters"


def main() -> None:
    """Write them into build/letters, in place of those of the last time, with a page that shows the pictures."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    shown = []
    for kind in LetterKind:
        letter = sample_letter(kind)
        (FOLDER / f"{kind}.docx").write_bytes(letter_docx(letter))
        (FOLDER / f"{kind}.pdf").write_bytes(letter_pdf(letter))
        pages = [f"{kind}-{nth}.png" for nth, _ in enumerate(letter_png(letter), 1)]
        for name, page in zip(pages, letter_png(letter, ppi=110), strict=True):
            (FOLDER / name).write_bytes(page)
        pictures = "".join(f'<img src="{name}" width="480" style="border:1px solid #999"> ' for name in pages)
        shown.append(f'<h2>{kind} <a href="{kind}.docx">Word</a> <a href="{kind}.pdf">PDF</a></h2><p>{pictures}</p>')
    (FOLDER / "index.html").write_text(f'<meta charset="utf-8">{"".join(shown)}', "utf-8")
    sys.stdout.write(f"{FOLDER / 'index.html'}\n")


if __name__ == "__main__":
    main()
