"""The files that every page needs, each at an address that changes with its content, so that browsers keep it.

The style is written in sections (`static/css`), which are one file for a browser.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "static"

KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return the content and the kind of each file by its stamped name."""
    read = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.suffix in KINDS}
    read["desk.css"] = b"".join(section.read_bytes() for section in sorted(_FOLDER.glob("css/*.css")))
    found = {}
    for name, content in read.items():
        stamp = hashlib.sha256(content).hexdigest()[:16]
        found[f"{stamp}/{name}"] = (content, KINDS[Path(name).suffix])
    return found


def stamped(name: str) -> tuple[str, str]:
    """Return the stamp and the name of a file, as its address has them."""
    found = next(each for each in static_files() if each.endswith(f"/{name}"))
    stamp, _, file = found.partition("/")
    return stamp, file
