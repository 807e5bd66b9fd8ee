"""What a page is: an address, a rule of who may come, and a function from a visit to an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.desk.who import ACTING, EVERYBODY, ON_MATTERS, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may come: members in one of these functions, or whoever comes if `functions` is None.

    `on_matter`: the `number` of the address has to be a matter inside their scope. `half`: also those who still owe
    their second factor. `proved`: only who has given the password in the last ten minutes. Whoever may not come is told
    that there is no such page.
    """

    functions: frozenset[Function] | None
    on_matter: bool = False
    half: bool = False
    proved: bool = False


WHOEVER = Rule(None)
HALF_WAY = Rule(EVERYBODY, half=True)
SIGNED_IN = Rule(EVERYBODY)
SEES_MATTERS = Rule(ON_MATTERS)
SEES_THE_MATTER = Rule(ON_MATTERS, on_matter=True)
ACTS = Rule(ACTING)
ACTS_ON_THE_MATTER = Rule(ACTING, on_matter=True)
ADMINISTERS = Rule(frozenset({Function.ADMIN}), proved=True)
AUDITS = Rule(frozenset({Function.ADMIN, Function.AUDITOR}))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page answers: a template with its facts, or the address to go to. Cookies of None are taken away."""

    template: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    go: str | None = None
    cookies: Mapping[str, str | None] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterator[bytes] | None = None
    kind: str = "text/html; charset=utf-8"


MOST_FIELDS = 2_000
"""So many fields a form may have that says nothing else."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address and what answers there, each a function of a `Visit`; `posted` answers a form that is sent to it.

    `nav` is what the page is called in the navigation on top, if it stands there, `place` its place in it, and
    `nav_for` who of those that may come has it there; `nav_if` asks about the visit as well.
    `body` is how many bytes a form may have; one with `files` may have as many more as an act. It may have `fields`
    fields; more than other forms only if it comes from somebody who has signed in. `form_of` names the page whose form
    is sent here as well, with the token that it has there. A `local` page is only there if people sign in here, not in
    an application that the desk is a part of. Of a `secret` page the address itself says who comes: nobody is told it.
    """

    name: str
    path: str
    rule: Rule
    shown: Callable[[Any], Answer] | None = None
    posted: Callable[[Any], Answer] | None = None
    nav: str = ""
    place: int = 100
    nav_for: frozenset[Function] = EVERYBODY
    nav_if: Callable[[Any], bool] | None = None
    body: int = 1_048_576
    files: bool = False
    fields: int = MOST_FIELDS
    form_of: str = ""
    local: bool = False
    secret: bool = False


def go(address: str, **more: Any) -> Answer:  # noqa: ANN401 - as Answer takes it
    """Return the answer that sends somebody to another page, after something was done."""
    return Answer(go=address, status=303, **more)


def drawing(svg: str) -> Answer:
    """Return a picture that is drawn here: it has its style in itself, and may do nothing else."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return Answer(body=svg.encode(), kind="image/svg+xml", headers={"content-security-policy": policy})


class NotFound(Exception):
    """There is no such page for this visitor; whether there is one for others is not told."""
