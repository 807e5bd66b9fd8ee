"""A visit: who comes, what they ask for and what their form says; the one thing that a page is given."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote, unquote, urlencode, urlsplit

from duban.desk.accounts import Guesses
from duban.desk.models.office import heart_line
from duban.desk.models.work import viewer_of
from duban.desk.who import Function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from duban.desk.accounts import Accounts, Caller, Visitor
    from duban.desk.models import Rulebook
    from duban.desk.serving.page import Page
    from duban.desk.who import Identity, Viewer
    from duban.workflow import DeskSettings, Engine, Instance

TOKEN, CARRIED = "csrf", "carried."
NEXT, LOST = "next", "lost"
PATH_SAFE = "/~!$&'()*+,;=:@-._"
"""What stands in a path as it is."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that came with a form: its name without any path, its size and SHA-256, and its content to be read."""

    name: str
    size: int
    sha256: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent with a request: fields and files, each in the order in which they came."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, Uploaded], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field, without blanks around it."""
        return next((value.strip() for each, value in self.fields if each == name), default)

    def all(self, name: str) -> list[str]:
        """Return all values of a field that are not empty."""
        return [value.strip() for each, value in self.fields if each == name and value.strip()]

    def uploads(self, name: str) -> list[Uploaded]:
        """Return the files of a field."""
        return [file for each, file in self.files if each == name]


@dataclass(frozen=True, slots=True)
class Tools:
    """What all visits share: the engine, the accounts, and what is known of the definitions."""

    engine: Engine
    accounts: Accounts
    rulebook: Rulebook
    settings: DeskSettings
    pages: Sequence[Page]
    address_of: Callable[..., str]
    """Returns the path of a page by its name, below the mount prefix."""
    page_at: Callable[[str], tuple[Page, dict[str, str]] | None]
    """Returns the page at a path below the mount prefix, and what stands in its path."""
    templates: Path | None = None
    """Where the templates of pages are that are not the desk's own."""
    guesses: Guesses = field(default_factory=Guesses)
    """Who has tried links that there are not."""
    local: bool = True
    """Whether people sign in here, rather than in the application that the desk is a part of."""


@dataclass(slots=True)
class Visit:
    """One request; `item` is the matter that the address names, already found to be inside the visitor's scope."""

    tools: Tools
    page: Page
    method: str
    path: str
    prefix: str
    params: Mapping[str, str]
    query: Sent
    form: Sent
    caller: Caller
    secret: str
    """What the tokens of this visitor's forms are made of: only their browser and this request know it."""
    secure: bool = False
    visitor: Visitor | None = None
    identity: Identity | None = None
    item: Instance | None = None
    reference: str = ""
    quiet: bool = False
    """Whether a script has sent it, which needs no page in answer."""
    flags: dict[str, Any] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """Return the engine."""
        return self.tools.engine

    @property
    def now(self) -> datetime:
        """Return the present instant by the engine's clock."""
        return self.tools.engine.now()

    @property
    def who(self) -> Identity:
        """Return who has signed in; the rule of the page has seen to it that somebody has."""
        assert self.identity is not None  # noqa: S101 - see above
        return self.identity

    @property
    def matter(self) -> Instance:
        """Return the matter of the address, which the rule of the page has found inside the scope."""
        assert self.item is not None  # noqa: S101 - see above
        return self.item

    @property
    def viewer(self) -> Viewer:
        """Return who reads, for read models; who stands in for somebody of another unit reaches its matters too."""
        return viewer_of(self.engine, self.who)

    def url(self, name: str, /, **params: object) -> str:
        """Return the address of a page by its name; what its path does not take is put behind a question mark."""
        page = next(each for each in self.tools.pages if each.name == name)
        inside = {key: str(value) for key, value in params.items() if "{" + key in page.path}
        rest = [(key, str(value)) for key, value in params.items() if key not in inside and value not in (None, "")]
        path = self.prefix + self.tools.address_of(name, **inside)
        return quote(path, safe=PATH_SAFE) + ("?" + urlencode(rest) if rest else "")

    def own_path(self, address: str) -> str | None:
        """Return an address if it is one of ours and leads to a page, as somebody may be sent on there; else None."""
        if any(not "!" <= each <= "~" or each == "\\" for each in address):
            return None
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        path = unquote(parts.path)
        own = not parts.scheme and not parts.netloc and path.startswith(self.prefix + "/") and path[1:2] != "/"
        return address if own and self.tools.page_at(path.removeprefix(self.prefix)) is not None else None

    def page_at(self, address: str) -> tuple[Page, dict[str, str]] | None:
        """Return the page at one of our own addresses, and what stands in its path."""
        return self.tools.page_at(unquote(urlsplit(address).path).removeprefix(self.prefix))

    def shown_at(self, address: str) -> str:
        """Return one of our own addresses if a page is shown there, else the nearest above it: some only take forms."""
        path = urlsplit(address).path
        while (found := self.page_at(path)) is None or found[0].shown is None:
            path = path.rpartition("/")[0]
            if path in {"", self.prefix}:
                return self.url("work")
        return address if path == urlsplit(address).path else path

    def has_page(self, name: str) -> bool:
        """Return whether there is a page of this name."""
        return any(page.name == name for page in self.tools.pages)

    @property
    def nav(self) -> list[Page]:
        """Return the pages of the navigation that are for this visitor."""
        if self.identity is None or (self.visitor is not None and self.visitor.owes_code):
            return []
        function = self.identity.function
        shown = [
            page
            for page in self.tools.pages
            if page.nav and function in page.nav_for & (page.rule.functions or set())
            if page.nav_if is None or page.nav_if(self)
        ]
        return sorted(shown, key=lambda page: page.place)

    @property
    def alarm(self) -> str:
        """Return what an administrator has to hear on every page: that the daemon stands still."""
        if self.identity is None or self.identity.function is not Function.ADMIN:
            return ""
        return heart_line(self.engine)

    def token(self, name: str, /, **params: object) -> str:
        """Return the token that a form has to have which is sent to this page."""
        about = "\n".join([name, *(f"{key}={value}" for key, value in sorted(params.items()))])
        return hmac.new(self.secret.encode(), about.encode(), hashlib.sha256).hexdigest()

    def has_token(self) -> bool:
        """Return whether the form that was sent has the token of this page, or of the one whose form it takes."""
        expected = self.token(self.page.form_of or self.page.name, **self.params)
        return hmac.compare_digest(self.form.get(TOKEN).encode(), expected.encode())
