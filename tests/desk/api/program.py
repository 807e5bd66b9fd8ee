"""A program that uses the API: with a token, without cookies."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
from browser import HERE
from described import check_answer

from duban.desk import Limits, TokenOffice

if TYPE_CHECKING:
    from desk_office import Office

BASE = "/api/v1"


class Program:
    """One program, and the token that it has."""

    def __init__(self, app: Any, token: str = "", *, client: str = "10.1.2.3", **headers: str) -> None:  # noqa: ANN401 - any ASGI application
        transport = httpx.ASGITransport(app, client=(client, 50_000))
        shown = {"authorization": f"Bearer {token}"} if token else {}
        self.token = token
        self.client = httpx.AsyncClient(transport=transport, base_url=HERE, headers=shown | headers)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        answer = asyncio.run(self.client.request(method, BASE + path, **options))
        check_answer(method, answer)
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.ask("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.ask("POST", path, **({} if json is None else {"json": json}), **options)


def token_for(office: Office, name: str, **limits: Any) -> str:  # noqa: ANN401 - as Limits takes them
    """Return a token of an account."""
    made = TokenOffice(office.engine).add(name, title="对接", days=30, limits=Limits(**limits))
    return made[1]


def program_of(office: Office, name: str, **limits: Any) -> Program:  # noqa: ANN401 - as Limits takes them
    """Return a program with a token of an account."""
    return Program(office.desk, token_for(office, name, **limits))


def at(number: str, path: str = "") -> str:
    """Return the address of a matter."""
    return f"/items/{quote(number, safe='')}{path}"
