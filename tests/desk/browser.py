"""A browser without scripts: keeps cookies, follows nothing unasked, and sends the forms that pages show."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = "http://localhost:8700"

PASSWORD = "清明时节雨纷纷路上行人欲断魂啊"
"""What everybody in these tests has chosen."""


@dataclass
class Form:
    """A form of a page: where it goes, how, and what is in it."""

    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given["action"], given.get("method", "get")))
        elif tag == "button" and self.found and "name" in given:
            self.found[-1].names.add(given["name"])  # sent only if it is pressed
        elif tag in {"input", "textarea", "select"} and self.found and "name" in given:
            form, name = self.found[-1], given["name"]
            form.names.add(name)
            self._area = name if tag == "textarea" else None
            if given.get("type") not in {"radio", "checkbox", "file"} or "checked" in given:
                form.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None and self.found:
            self.found[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


def forms(page: httpx.Response) -> list[Form]:
    """Return the forms of a page."""
    reader = _Forms()
    reader.feed(page.text)
    return reader.found


def form_to(page: httpx.Response, action: str) -> Form:
    """Return the form of a page that goes to an address."""
    return next(form for form in forms(page) if httpx.URL(form.action).path == httpx.URL(action).path)


class Browser:
    """One person's browser."""

    def __init__(self, app: Any, *, address: str = HERE, client: str = "10.1.2.3") -> None:  # noqa: ANN401 - any ASGI application
        transport = httpx.ASGITransport(app, client=(client, 50_000))
        self.client = httpx.AsyncClient(transport=transport, base_url=address)

    def ask(self, method: str, url: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        return asyncio.run(self.client.request(method, url, **options))

    def get(self, url: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.ask("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.ask("POST", url, **options)

    def send(self, page: httpx.Response, action: str, /, *, files: Any = None, **fields: str) -> httpx.Response:  # noqa: ANN401
        """Send the form of a page that goes to `action`, with these fields filled in; `__` stands for a dot."""
        form = form_to(page, action)
        typed = {name.replace("__", "."): value for name, value in fields.items()}
        assert typed.keys() <= form.names, typed.keys() - form.names
        return self.post(form.action, data={**form.fields, **typed}, files=files)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where an answer leads."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def choose(self, token: str | None, password: str) -> httpx.Response:
        """Choose a password by a one-time link, and so sign in."""
        assert token is not None, "the account has a password"
        page = self.get(f"/welcome/{token}")
        return self.send(page, f"/welcome/{token}", password=password, password_again=password)

    def sign_in(self, name: str, password: str, **more: Mapping[str, str]) -> httpx.Response:
        """Sign in by name and password."""
        return self.send(self.get("/sign-in", **more), "/sign-in", name=name, password=password)
