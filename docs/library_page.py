"""Writes the page of the library: `python docs/library_page.py` rewrites docs/reference/library.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios import needed, offers, shipped
from duban.scenarios.diagram import mermaid
from duban.scenarios.diagram.beside import beside_triggers
from duban.scenarios.diagram.wording import (
    announced,
    clock_said,
    extension_said,
    filled,
    opening_said,
    review_said,
    rung_said,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.scenarios import Offer
    from duban.states import Definition

PAGE = Path(__file__).parent / "reference" / "library.md"

HEAD = """\
# The library of scenarios

This page is made from the scenario files by `make docs`, and a test compares the two.

duban comes with scenarios for the work of an office that supervises others. Three are in use from the start; the others
wait to be chosen:

```text
duban scenario list                              # what there is
duban init office --with filing,petition         # into a new folder, beside the three
duban scenario diagram petition > petition.svg   # the picture, with everything that the file says
```

`--with` takes names or titles. What a scenario opens instances of comes along, and so do the units that fill its roles
by default; they are put into `units.csv` and `contacts.csv`. In a folder that exists, name the scenario in
`duban.toml` (`scenarios = ["scenarios", "filing"]`), or write it down as a file of your own
([how](../how-to/write-a-scenario.md)). Deadlines, units and wordings are those of an office that does not exist: copy
the file, and change them. The numbers of the regulations stand in the files as they are.

The [language](language.md) says what each key means. The tables below are in Chinese, as the files are.
"""


def page() -> str:
    """Return the whole page."""
    with words.speaking("zh"):
        found = [*offers()]
        index = [f"- {_named(one)} (`{one.name}`): {one.about}" for one in found]
        return "\n".join([HEAD, *index, "", *(_entry(one, shipped(one.name)) for one in found if not one.by_default)])


def _named(offer: Offer) -> str:
    return offer.title if offer.by_default else f"[{offer.title}](#{offer.title}-{offer.name})"


def _entry(offer: Offer, definition: Definition) -> str:
    others = needed(definition, [shipped(other.name) for other in offers()])
    lines = [f"## {offer.title} `{offer.name}`", "", offer.about, ""]
    lines += [f"编号 `{definition.number}`，{opening_said(definition)}。"]
    lines += ["", *(f"同时需要：{one.title} `{one.scenario}`。" for one in others)] if others else []
    lines += ["", "```mermaid", mermaid(definition).rstrip(), "```", ""]
    lines += _table("角色", "说明", filled(definition))
    lines += _table("时限", "到什么时候，做什么", _timed(definition))
    lines += _table("之后", "告知", announced(definition))
    lines += _table("另外", "说明", beside_triggers(definition))
    return "\n".join(lines)


def _timed(definition: Definition) -> Iterator[tuple[str, str]]:
    for name, clock in definition.clocks.items():
        rungs = (rung_said(definition, rung) for rung in definition.ladders.get(name, ()))
        steps = [f"**{at}**：{done}" for at, done in rungs]
        asked = review_said(definition, clock)
        steps += [f"**{asked[0]}**：{asked[1]}"] if asked[0] else []
        more = [f"延期：{extension_said(definition, one)}" for one in definition.extensions if one.clock == name]
        yield name, "<br>".join([clock_said(definition, clock).removeprefix(f"{name}："), *steps, *more])


def _table(first: str, second: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    found = [f"| {_cell(one)} | {_cell(other)} |" for one, other in rows]
    return [f"| {first} | {second} |", "|---|---|", *found, ""] if found else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
