"""Writes the reference of layouts from the code: `python docs/layouts_page.py` rewrites docs/reference/layouts.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.ledger import load_layout, shipped_layouts
from duban.ledger.layouts import COLUMN_KEYS, FORMS, KEYS, PLACES, WHERE_KEYS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.ledger.layouts import LayoutKey

PAGE = Path(__file__).parent / "reference" / "layouts.md"

HEAD = """\
# Layouts of ledgers

This page is made from the code by `make docs`, and a test compares the two.

A layout is a small YAML file that says which matters stand in a ledger, in what order, and in which columns.
`duban ledger export` writes a ledger by it; [Export a ledger](../how-to/export-a-ledger.md) shows how. It is untrusted:
it is read by the same reader as scenario files, and every problem is said with its file, line and column.
`duban ledger check FILE` holds the names in it against the scenarios that are in use. Roles, fields and values of
reports can be called by their names or by their titles.

`layout`, `title` and `columns` have to be there.
"""

WHERE = """\
`where` takes conditions of `duban list`, and all that is given has to fit. Those of the command stand in for those of
the layout.
"""

SHOW = """\
## What a column shows

`show: title` is a word; `show: {units: lead}` a word with a name. `report` and `steps` take a period beside it, as in
`show: {report: done, in: quarter 1}`; `{report: all, in: quarter 1}` is all that was reported. A column of which only a
word is said can be written as that word.

A period is %s. Quarters, months and halves are those of this year. A report of a shorter period belongs to the one that
holds it whole: what was reported for February stands in the first quarter.
"""

FILL = """\
## What is filled in

A column with `fill` is filled in in the sheet that `duban ledger export --fill UNIT` or `--fill-in` writes: a row for
each matter and unit, whose cells are locked but for these. `{field: NAME}` is a field of the matter, `{line: NAME}` a
value of the unit's report on its open sheet, `nothing new` says that there is nothing to report, and `why` gives the
reason. Choices are those that the field declares, or those of `choices`; dates and numbers are such. Nothing is filled
in of a unit's sheet that is handed in, nor in a field that the reader may not see. Closed matters are left out.
"""

TEXTS = """\
## Places in texts

`title`, `subtitle`, `day` and `foot` may have these in braces: %s.
`{plan}` is the title of the plan that is asked for by `--plan`, `{unit}` the unit that fills the sheet in.
"""


def page() -> str:
    """Return the whole page."""
    listed = ", ".join(f"`{form}`" for form in FORMS)
    parts = [
        HEAD,
        *_table(KEYS),
        "## Which matters\n",
        WHERE,
        *_table(WHERE_KEYS),
        "## Columns\n",
        *_table(COLUMN_KEYS),
        SHOW % listed,
        *_words(),
        FILL,
        TEXTS % ", ".join(f"`{{{place}}}`" for place in PLACES),
        "## What comes with duban\n",
        *_shipped(),
    ]
    return "\n".join(parts)


def _table(keys: Mapping[str, LayoutKey]) -> Iterator[str]:
    rows = (f"| `{name}` | {key.takes} | {key.means} |" for name, key in keys.items())
    yield "\n".join(["| key | takes | means |", "|---|---|---|", *rows, ""])


def _words() -> Iterator[str]:
    with words.speaking("zh"):
        rows = [f"| `{each.word}` | {each.takes or '–'} | {each.heading} | {each.means} |" for each in WORDS]
    yield "\n".join(["| word | name | usual heading | shows |", "|---|---|---|---|", *rows, ""])


def _shipped() -> Iterator[str]:
    for name in shipped_layouts():
        yield f"### {name}\n\n```yaml\n{load_layout(name).text.strip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
