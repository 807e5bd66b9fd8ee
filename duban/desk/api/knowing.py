"""Who asks: by a token, by the session of a browser, or as the application says that the desk is a part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.desk.accounts import journal, tokens
from duban.desk.api.problems import Code, Problem
from duban.desk.serving import SIGNED_IN, Page, signed_in
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from duban.desk.accounts import Bearer
    from duban.desk.serving import Call, Tools
    from duban.desk.who import Identity

_PAGE = Page("api", "/api/v1", SIGNED_IN)
"""Stands for the API where a page is asked for: whoever could see one may ask."""

_CHALLENGE = {"www-authenticate": 'Bearer realm="duban"'}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks; with a token, `bearer` has its limits."""

    who: Identity
    bearer: Bearer | None = None

    @property
    def key(self) -> str:
        """Return whose requests are counted together."""
        return self.who.key if self.bearer is None else f"token:{self.bearer.id}"


def asker_of(tools: Tools, call: Call, authorization: str, given: Identity | None, *, acts: bool) -> Asker:
    """Return who asks. Raise Problem if nobody is known to.

    A browser sends its cookie with whatever a page of others has it ask for: so that with a cookie, or what else an
    application knows browsers by, nothing is ever changed.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer":
        if given is not None:
            return Asker(given)
        return _by_token(tools, token.strip(), call.caller.address)
    if authorization or acts:
        raise Problem(Code.UNAUTHORIZED, headers=_CHALLENGE)
    who = signed_in(tools, _PAGE, call, given)
    if who is None:
        raise Problem(Code.UNAUTHORIZED, headers=_CHALLENGE)
    return Asker(who)


def _by_token(tools: Tools, token: str, address: str) -> Asker:
    engine, now = tools.engine, tools.engine.now()
    bearer = None
    if tools.local:
        with reading(engine) as connection:
            bearer = tokens.bearer_of(connection, token, address=address, now=now)
    if bearer is None:
        raise Problem(Code.UNAUTHORIZED, headers={"www-authenticate": 'Bearer realm="duban", error="invalid_token"'})
    if bearer.used_at is None or now - bearer.used_at >= tokens.USED_EVERY:
        with writing(engine) as connection:
            if bearer.used_at is None:
                facts, account = {"token": bearer.id}, bearer.identity.account
                journal.note(connection, "token first used", at=now, account=account, address=address, facts=facts)
            tokens.touch(connection, bearer.id, now=now)
    return Asker(bearer.identity, bearer)
