"""What the tests of files have in common: the rules, the units, a file to add, and what is on the disk."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from duban import Instance

Open = Callable[..., Instance]
"""Opens a matter in which units name files."""

PROOF = Path(__file__).parent / "proof.yaml"
LEAD, DOER, OUTSIDER = "市优化办", "市住建局", "市教育局"


def a_pdf(text: str = "") -> io.BytesIO:
    return io.BytesIO(b"%PDF-1.7\n" + text.encode())


def stored(folder: Path) -> list[str]:
    """Return the hashes of the files that are on the disk, and what never arrived."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
