"""Writes the names of Word templates into docs/how-to/word-templates.md: `python docs/template_names.py`."""

from __future__ import annotations

import re
from pathlib import Path

from duban.ledger.documents import TEMPLATE_NAMES

PAGE = Path(__file__).parent / "how-to" / "word-templates.md"
_BETWEEN = re.compile(r"(<!-- names: made by docs/template_names.py -->\n).*?(<!-- names end -->)", re.DOTALL)


def table() -> str:
    """Return the table of names."""
    rows = [f"| `{known.chinese}` | `{known.name}` | `{known.tag}` | {known.meaning} |" for known in TEMPLATE_NAMES]
    return "\n".join(["| name | in English | how it is written | what it is |", "|---|---|---|---|", *rows]) + "\n"


def page() -> str:
    """Return the page with the table as the code has it."""
    return _BETWEEN.sub(lambda found: f"{found[1]}{table()}{found[2]}", PAGE.read_text("utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
