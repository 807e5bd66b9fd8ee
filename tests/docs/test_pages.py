"""All pages together: links lead somewhere, every page is found, the glossary has the words of what is shipped."""

from __future__ import annotations

import re
import unicodedata

from pages import DOCS, ROOT

from duban.scenarios import shipped, shipped_names

PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "examples").rglob("*.md")])
GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub names them."""
    found = set()
    for heading in re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    ):
        kept = "".join(
            sign for sign in heading.lower() if sign in " -_" or unicodedata.category(sign)[0] in "LN"
        )  # fmt: skip
        found.add(kept.replace(" ", "-"))
    return found


def test_every_link_leads_somewhere() -> None:
    broken, links = [], 0
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            if link.startswith(("http:", "https:", "mailto:")):
                continue
            links += 1
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert links > 50
    assert broken == []


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    start = ROOT / "README.md"
    seen, ahead = set(), [start]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
        ahead += [(page.parent / link).resolve() for link in links if not link.startswith("http")]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in seen and DOCS in page.parents] == []


def test_the_glossary_has_each_state_act_role_and_clock_of_the_shipped_scenarios() -> None:
    words = {word for cell in re.findall(r"^\| ([^|]+) \|", GLOSSARY, re.MULTILINE) for word in cell.split("、")}
    wanted = set()
    for name in shipped_names():
        definition = shipped(name)
        wanted |= {*definition.states, *definition.transitions, *definition.clocks, definition.title}
        wanted |= {role.title for role in definition.roles.values()}
    assert wanted - words == set()
