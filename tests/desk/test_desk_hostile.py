"""An office full of hostile texts and one secret, and one walk over every page by everybody who may come there.

Every page that the router has or that another page leads to is looked at by each function. Nothing that people write
becomes part of a page, no private value comes to who may not see it, and no header of a request to an address.
"""

from __future__ import annotations

import logging
from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from desk_office import ACCOUNTS, UNITS
from test_rights import address

from duban import Contact, Unit
from duban.desk import Function
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from browser import Browser
    from desk_office import Office
    from httpx import Response

SHORT = "\"'><xss onx=1>{{7*7}}"
"""Breaks out of an attribute or a text that is not escaped; short enough for every name."""

PAYLOADS = (
    *("<script>alert(1)</script>", "</title><xss>", "</textarea><xss>", "</option></select><xss>", "<!--<xss>-->"),
    *('"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>", "<svg/onload=alert(1)>", "<body onload=1>"),
    *("<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "<math><mtext><xss>", "<base href=//x>"),
    *("javascript:alert(1)", "data:text/html,<xss>", "vbscript:msgbox(1)", "<object data=x>", "<embed src=x>"),
    *("<style>*{}</style>", "<link rel=stylesheet href=//x>", "<meta http-equiv=refresh content=0>", "<xss/onclick=1>"),
    *(
        "{{7*7}}",
        "{% raw %}<xss>{% endraw %}",
        "${7*7}",
        "#{7*7}",
        "%(xss)s",
        "{xss}",
        "{0}",
        "&lt;xss&gt;",
        "&#60;xss>",
    ),
    *(
        "\\u003cxss\\u003e",
        "%3Cxss%3E",
        "＜xss＞",
        "<xss\x0b>",
        "<\u200bxss>",
        "\u202e<xss>",
        "<XSS>",
        "< xss>",
        "<xss\n>",
    ),
    *("';alert(1)//", '";alert(1)//', "`${alert(1)}`", "]]><xss>", "<?xss?>", "<![CDATA[<xss>]]>", "a onx=1 b", "=1+1"),
    *("<form action=//x><input name=csrf>", "<button formaction=//x>", "<input autofocus onfocus=alert(1)>", "@SUM(1)"),
)
NOT_HERE = {
    "second-sent",
    "units-import",
    "code",
    "bulk-result",
    "decisions-together",
    "matter-divide",
    "archive",
    "bulletin-of",
}
"""Needs a channel, a directory in the database, half a sign-in, a bulk act, requests, a divisible task, a bulletin, or
something closed; pages of papers and of closed matters are tried with hostile texts by their own tests."""

FOLLOWING = {"tangrui", "wujia", "guanli"}
"""Who goes wherever pages lead: a clerk, an officer and an administrator; the others look at every page."""

SECRET = "欧阳举报人七三九"
EVIL, ASKED = Unit(f"市{SHORT}局"), "x-forwarded.example"
FORGED = {"x-forwarded-host": ASKED, "x-forwarded-prefix": f"//{ASKED}", "forwarded": f"host={ASKED}"}
QUERIES = {
    "ledger": ("?show=all", f"?text={'%25_' * 20}", f"?text={SECRET}", "?text=%3Cxss%3E", f"?text={'%25' * 5000}"),
    "units": ("?q=%3Cxss%3E",),
    "open": ("?kind=issue", "?kind=%3Cxss%3E"),
    "bulk": ("?all=1&show=all", "?all=1&show=all&act=%3Cxss%3E", "?n=%3Cxss%3E"),
    "sign-in": ("?next=%22%3E%3Cxss%3E",),
}
"""Further looks of pages, besides those that other pages lead to."""


class Written(HTMLParser):
    """Reads a page as a browser does; what is no part of any page of ours is `foreign`, and `leads` are its links."""

    ELEMENTS = frozenset({"xss", "iframe", "object", "embed", "base", "math"})
    OURS = frozenset({"script", "img"})
    """May be there with an address of ours alone."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.foreign: list[tuple[str, str]] = []
        self.leads: list[str] = []
        self.of_picture = text.startswith("<svg")  # which has a style in itself, and a policy for it
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        styled = tag == "style" and not self.of_picture
        if tag in self.ELEMENTS or styled or (tag in self.OURS and not given.get("src", "").startswith("/")):
            self.foreign.append((tag, repr(attrs)))
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.foreign.append((tag, name))
            if name in {"href", "src", "action", "formaction", "xlink:href"}:
                parts = urlsplit(value)
                if parts.netloc or parts.scheme not in {"", "tel", "mailto"}:
                    self.foreign.append((tag, value))
                elif tag == "a" and not parts.scheme:
                    self.leads.append(value)


class Seen(NamedTuple):
    """What was at an address, and what of it is no part of a page of ours."""

    path: str
    answer: Response
    foreign: list[tuple[str, str]]


class House(NamedTuple):
    """The office, its matter, and what everybody has seen."""

    office: Office
    number: str
    seen: list[tuple[str, Seen]]

    def told(self, wrong: Callable[[Seen], object]) -> list[tuple[str, str]]:
        """Return who has seen something wrong, and where."""
        return [(who, seen.path) for who, seen in self.seen if wrong(seen)]


def fill(office: Office) -> str:
    """Write hostile texts wherever people can write, and return a matter that has most of them."""
    engine, by, all_of_them = office.engine, {"clerk": "市住建局/唐瑞", "lead": "市优化办/方晓宁"}, " ".join(PAYLOADS)
    data = {"reporter": SECRET}
    for title, unit in ((all_of_them[:900], EVIL.name), (all_of_them[-900:], "市住建局")):
        roles = {"lead": "市优化办", "responsible": unit}
        number = engine.open("issue", by="市优化办", title=title, units=roles, data=data, note=all_of_them).number
    engine.fire(number, "签收", by=by["clerk"], note=all_of_them)
    evidence = [engine.put_file(BytesIO(b"a"), by=by["clerk"], name=f"{SHORT}\u202efdp.txt")]
    engine.fire(number, "申请销号", by=by["clerk"], data={"measure": all_of_them, "evidence": evidence})
    engine.fire(number, "退回整改", by=by["lead"], note=all_of_them, data={"reason_code": "材料不全"})
    engine.remark(number, all_of_them, by=by["clerk"])
    engine.urge(number, by=by["lead"], note=all_of_them)
    engine.extend(number, "整改时限", "3 working days", by=by["clerk"], note=all_of_them)
    plan = engine.open("plan", title=all_of_them[:900], by="市优化办").number
    roles = {"lead": "市优化办", "responsible": ["市住建局"]}
    days = {"deadline": date(2030, 12, 20)}
    task = engine.open("task", title=all_of_them[:900], by="市优化办", units=roles, data=days)
    engine.include(plan, [task.number], by="市优化办")
    return number


def kind_of(office: Office, path: str) -> tuple[str, str]:
    """Return what tells one kind of address from another: the page, and what is asked there."""
    parts = urlsplit(path)
    found = office.desk.tools.page_at(unquote(parts.path))
    names = [each.partition("=")[0] for each in parts.query.split("&")]
    return found[0].name if found else parts.path, names[0] if len(names) == 1 else "several"


def walked(office: Office, browser: Browser, number: str, *, follows: bool) -> Iterator[Seen]:
    """Yield every kind of address once, those that pages lead to as well, with what is there."""
    todo = []
    for page in office.desk.pages:
        if page.shown is not None:
            path = address(page, number)
            todo += [path, *(path + query for query in QUERIES.get(page.name, ()) if follows)]
    reached, leads = set[tuple[str, str]](), dict[tuple[str, str], str]()
    while todo:
        for path in todo:
            answer = browser.get(path, headers=FORGED)
            kind = answer.headers.get("content-type", "")
            page = Written(answer.text) if kind.startswith("text/html") or "svg" in kind else None
            yield Seen(path, answer, [] if page is None else page.foreign)
            if answer.status_code == 200:
                reached.add(kind_of(office, path))
            for lead in page.leads if page is not None and follows else ():
                leads.setdefault(kind_of(office, lead), lead)
        todo = [lead for kind, lead in leads.items() if kind not in reached and lead.startswith("/")]
        reached |= leads.keys()


@pytest.fixture(scope="module")
def house(make_office: Callable[..., Office]) -> House:
    contacts = [
        Contact("市住建局", "唐瑞", Level.HANDLER, mobile="13812342231"),
        Contact("市优化办", "方晓宁", Level.HANDLER, email="fang@office.example"),
        Contact(EVIL.name, SHORT, Level.HANDLER, mobile="13812342232"),
    ]
    office = make_office(units=[*UNITS, EVIL], contacts=contacts, scenarios=["issue", "task", "plan"], title=SHORT)
    office.keeping.add("evil", shown=SHORT, unit=EVIL.name, function=Function.LEADER)
    number, log, heard = fill(office), logging.getLogger(), list[str]()
    listener = logging.Handler()
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(listener)
    people = {**{name: office.browsers[name] for name in ACCOUNTS if name != "hejing"}, "nobody": office.stranger()}
    seen = [
        (who, each)
        for who, browser in people.items()
        for each in walked(office, browser, number, follows=who in FOLLOWING)
    ]
    log.removeHandler(listener)
    assert not [said for said in heard if SECRET in said or "<xss" in said or "xss%3E" in said]
    return House(office, number, seen)


def test_every_page_was_looked_at_by_somebody(house: House) -> None:
    reached = {kind_of(house.office, seen.path)[0] for _, seen in house.seen if seen.answer.status_code == 200}
    plain = {
        page.name
        for page in house.office.desk.pages
        if page.shown is not None and "{" not in page.path.replace("{number}", "")
    }
    assert plain - reached <= NOT_HERE
    assert house.told(lambda seen: seen.answer.status_code >= 500) == []


def test_nothing_that_people_write_becomes_part_of_a_page(house: House) -> None:
    assert [(who, seen.path, seen.foreign) for who, seen in house.seen if seen.foreign] == []
    assert house.told(lambda seen: "onx=1&gt;49" in seen.answer.text or "onx=1>49" in seen.answer.text) == []
    page = house.office.browsers["tangrui"].get(f"/i/{house.number}")
    assert " ".join(PAYLOADS[:20]) in unescape(page.text)


def test_a_private_value_comes_to_nobody_else_in_any_form(house: House) -> None:
    told = house.told(lambda seen: SECRET in seen.answer.text and SECRET not in seen.path)
    assert {who for who, _ in told} == {"fangxiaoning"}
    assert house.told(lambda seen: SECRET.encode() in b"".join(value for _, value in seen.answer.headers.raw)) == []


def test_no_address_follows_a_forged_host_and_nothing_is_kept_by_browsers(house: House) -> None:
    assert house.told(lambda seen: ASKED in seen.answer.text or ASKED in repr(seen.answer.headers)) == []
    kept = {(seen.path.startswith("/static/"), seen.answer.headers["cache-control"]) for _, seen in house.seen}
    assert kept <= {(True, "public, max-age=31536000, immutable"), (False, "no-store"), (True, "no-store")}
