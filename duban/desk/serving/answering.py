"""From a request to a reply: who comes, whether they may, whether the form is theirs, and then the page itself."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from duban import StorageBusy, words
from duban.desk.accounts import sent_codes, sessions
from duban.desk.models import matter_in_reach
from duban.desk.serving.carrying import SECRET, carried
from duban.desk.serving.page import Answer, NotFound, go
from duban.desk.serving.rendering import render
from duban.desk.serving.visit import Visit
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.desk.accounts import Visitor
    from duban.desk.serving.page import Page
    from duban.desk.serving.receiving import Call
    from duban.desk.serving.visit import Sent, Tools
    from duban.desk.who import Identity

log = logging.getLogger("duban.desk")

SESSION, GUEST, DEVICE = "duban", "duban-guest", "duban-device"
"""Stands in the name of every field that holds one."""

_YEAR = 31_536_000

UNTOLD = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow"}
"""What keeps the address of a page from others: it is told to no other site, and found by nobody."""

PASSWORD_FOR = timedelta(days=90)
"""Under `dengbao`, how long a password is good."""

PROVED_FOR = timedelta(minutes=10)
"""So long a password that was given counts for what asks for it anew."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | Iterator[bytes]


def replied(tools: Tools, page: Page, call: Call, sent: Sent, given: Identity | None = None) -> Reply:
    """Return the reply to a request; whatever goes wrong on the way becomes a page that says so."""
    cookies = _cookies(call)
    guest = cookies.get(GUEST, "")
    fresh = {} if guest else {GUEST: secrets.token_urlsafe(24)}
    visit = _visit(tools, page, call, sent, guest or fresh[GUEST])
    with words.speaking(tools.settings.language):
        try:
            cookie = cookies.get(SESSION, "")
            _recognize(visit, cookie, given)
            if visit.identity is not None and visit.identity.language:
                with words.speaking(visit.identity.language):
                    return _reply(visit, _caught(visit, call), call, fresh)
            return _reply(visit, _caught(visit, call), call, fresh)
        except StorageBusy:
            return _reply(visit, busy(visit), call, fresh)
        except Exception:
            log.exception("desk page failed: %s", call.reference)
            return _reply(visit, _failure(visit), call, fresh)


def signed_in(tools: Tools, page: Page, call: Call, given: Identity | None = None) -> Identity | None:
    """Return who has signed in in a browser, and may see a page; None if nobody has, or something is still owed."""
    visit = _visit(tools, page, call, call.query, "")
    _recognize(visit, _cookies(call)[SESSION], given)
    return None if _before(visit, posted=False) is not None else visit.identity


def _visit(tools: Tools, page: Page, call: Call, sent: Sent, secret: str) -> Visit:
    return Visit(
        tools=tools,
        page=page,
        method=call.method,
        path=call.path,
        prefix=call.prefix,
        params=call.params,
        query=call.query,
        form=sent,
        caller=replace(call.caller, device=_cookies(call).get(DEVICE, "")),
        secret=secret,
        secure=call.secure,
        reference=call.reference,
        quiet=call.quiet,
    )


def _caught(visit: Visit, call: Call) -> Answer:
    try:
        return _answer(visit, call)
    except NotFound:
        return Answer("problem.j2", {"title": words.text("there is no such page"), "lines": _not_found(visit)}, 404)


def _answer(visit: Visit, call: Call) -> Answer:
    page, posted = visit.page, call.method == "POST"
    if posted and not is_own_origin(call, visit.tools.settings.url, untold=page.secret):
        return Answer("problem.j2", {"title": words.text("this form came from elsewhere"), "lines": _foreign()}, 403)
    if (first := _before(visit, posted=posted)) is not None:
        return first
    handler = page.posted if posted else page.shown
    if handler is None:
        raise NotFound
    if page.rule.on_matter:
        visit.item = matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, visit.params["number"])
        if visit.item is None:
            raise NotFound
    if posted and not visit.has_token():
        return _again(visit, 403)
    return handler(visit)


def _before(visit: Visit, *, posted: bool) -> Answer | None:
    """Return where somebody has to go first; None if nowhere. Raise NotFound if the page is not for them at all."""
    rule, identity = visit.page.rule, visit.identity
    if rule.functions is None:
        return None
    if identity is None:
        return _to_sign_in(visit, posted=posted)
    if visit.visitor is not None and not rule.half and (owed := _owed(visit.visitor, visit, posted=posted)):
        return owed
    if identity.function not in rule.functions:
        raise NotFound
    return unproved(visit) if rule.proved else None


def unproved(visit: Visit) -> Answer | None:
    """Return the page that asks for the password anew, if it was given too long ago; what was typed goes along."""
    if visit.visitor is None or _is_fresh(visit.visitor, visit):
        return None
    facts = _taken_along(visit) if visit.method == "POST" else {"next": visit.path, "carried": ()}
    return Answer("prove.j2", {**facts, "problem": ""}, 401)


def _owed(visitor: Visitor, visit: Visit, *, posted: bool) -> Answer | None:
    """Return where somebody gives what is still owed of signing in: a code, a second factor, a newer password."""
    if visitor.owes_code:
        if posted:
            sent = sent_codes.hint_of(visit.engine, visitor.account, visitor.identity.memberships)
            return Answer("code.j2", {**_taken_along(visit), "problem": "", "notice": "", "sent": sent}, 401)
        return go(visit.url("code", next=visit.path))
    if owes_second(visit):
        return go(visit.url("second"))
    if visit.page.name not in {"me", "password"} and (worn := _worn(visitor, visit)):
        return go(visit.url("me", old=worn))
    return None


def _worn(visitor: Visitor, visit: Visit) -> str:
    """Return why another password has to be chosen: it is too `short`, or older than the profile allows (`1`)."""
    account, since = visitor.account, visitor.account.password_at
    if since is None:
        return "" if account.has_second else "short"
    return "1" if visit.tools.settings.profile == "dengbao" and visit.now - since >= PASSWORD_FOR else ""


def _is_fresh(visitor: Visitor, visit: Visit) -> bool:
    return visitor.proved_at is not None and visit.now - visitor.proved_at < PROVED_FOR


def _recognize(visit: Visit, cookie: str, given: Identity | None) -> None:
    """Find out who comes, by the cookie of a session or by what the application says that the desk is a part of."""
    if not visit.tools.local:
        visit.identity = given
        visit.secret += "" if given is None else given.key
        return
    if not cookie:
        return
    engine, now = visit.engine, visit.now
    with reading(engine) as connection:
        visitor = sessions.visitor_of(connection, cookie, visit.tools.settings, now=now)
    if visitor is None:
        visit.flags["expired"] = True
        return
    if now - visitor.seen_at >= sessions.SEEN_EVERY:
        with writing(engine) as connection:
            sessions.touch(connection, visitor.session, now=now)
    visit.visitor, visit.identity, visit.secret = visitor, visitor.identity, cookie


def has_begun(tools: Tools, call: Call) -> bool:
    """Return whether a call comes from a browser in which somebody has signed in, even if it was idle for too long."""
    cookie = _cookies(call)[SESSION]
    if not tools.local or not cookie:
        return False
    with reading(tools.engine) as connection:
        return sessions.has_begun(connection, cookie)


def owes_second(visit: Visit) -> bool:
    """Return whether a function needs a second factor that the account does not have yet."""
    visitor: Visitor | None = visit.visitor
    return (
        visitor is not None
        and not visitor.account.has_second
        and any(place.function in visit.tools.settings.second_factor for place in visitor.identity.memberships)
    )


def is_own_origin(call: Call, url: str | None, *, untold: bool = False) -> bool:
    """Return whether a form was sent from one of our own pages, as far as the browser says.

    From a page whose address is `untold`, browsers say that the form comes from `null`.
    """
    if call.site is not None and call.site not in {"same-origin", "none"}:
        return False
    ours = {call.host.lower(), *((urlsplit(url).netloc.lower(),) if url else ())}
    for named in (call.origin, call.referer):
        if named == "null" and untold:
            return True
        if named is not None:
            return urlsplit(named).netloc.lower() in ours
    return True


def _to_sign_in(visit: Visit, *, posted: bool) -> Answer:
    """Send somebody to sign in; what they had typed goes along, and is there again afterwards."""
    if not visit.tools.local:
        return Answer("problem.j2", {"title": words.text("sign in first"), "lines": ()}, 401)
    if not posted:
        return go(visit.url("sign-in", next="" if visit.path in {visit.prefix + "/", visit.prefix} else visit.path))
    return Answer("sign_in.j2", {**_taken_along(visit), "expired": True, "problem": "", "name": ""}, 401)


def _taken_along(visit: Visit) -> dict[str, Any]:
    """Return what goes along through other pages with a form that was sent; one with a password is typed anew."""
    if any(SECRET in name for name, _ in visit.form.fields):
        return {"next": visit.shown_at(visit.path), "carried": ()}
    return {"next": visit.path, "carried": carried(visit.form)}


def _again(visit: Visit, status: int, **more: Any) -> Answer:  # noqa: ANN401 - as Answer takes it
    """Show what was typed once more, with a button that sends it by a form of our own."""
    facts = {"fields": carried(visit.form), "page": visit.page.name, "params": dict(visit.params)}
    return Answer("again.j2", {**facts, "back": visit.shown_at(visit.path)}, status, **more)


def busy(visit: Visit) -> Answer:
    """Say that others are writing; what was typed is there, and the same button sends it again."""
    if visit.method == "POST":
        return _again(visit, 503, headers={"retry-after": "5"})
    title, lines = words.text("many are working at this moment"), (words.text("try again in a few seconds"),)
    return Answer("problem.j2", {"title": title, "lines": lines}, 503, headers={"retry-after": "5"})


def _failure(visit: Visit) -> Answer:
    visit.item = None
    lines = (
        words.text("nothing was changed by this; it is a fault of the program, and was noted"),
        words.text("tell the administrator this number: {reference}", reference=visit.reference),
    )
    return Answer("problem.j2", {"title": words.text("that did not work"), "lines": lines}, 500)


def _not_found(visit: Visit) -> tuple[str, ...]:
    if number := visit.params.get("number"):
        return (words.text("there is no {number}, or it is none of yours", number=number),)
    return (words.text("the address is wrong, or the page is not for you"),)


def _foreign() -> tuple[str, ...]:
    return (words.text("nothing was done; open the page here and send it again"),)


# -- cookies ----------------------------------------------------------------------------------------------------------


def _marked(name: str, call: Call) -> str:
    """Return the name of a cookie with the mark that makes browsers hold it to this site, where there is TLS."""
    return name if not call.secure else f"__Secure-{name}" if call.prefix else f"__Host-{name}"


def _cookies(call: Call) -> dict[str, str]:
    return {name: call.cookies.get(_marked(name, call), "") for name in (SESSION, GUEST, DEVICE)}


def _set(name: str, value: str | None, call: Call) -> str:
    parts = [f"{_marked(name, call)}={value or ''}", f"Path={call.prefix or '/'}", "HttpOnly", "SameSite=Lax"]
    if call.secure:
        parts.append("Secure")
    if value is None:
        parts.append("Max-Age=0")
    elif name == DEVICE:
        parts.append(f"Max-Age={_YEAR}")
    return "; ".join(parts)


def _reply(visit: Visit, answer: Answer, call: Call, fresh: Mapping[str, str]) -> Reply:
    headers = [*answer.headers.items(), *(UNTOLD.items() if visit.page.secret else ())]
    headers += [("set-cookie", _set(name, value, call)) for name, value in {**fresh, **answer.cookies}.items()]
    if answer.go is not None:
        return Reply(answer.status, (*headers, ("location", answer.go)), b"")
    return Reply(answer.status, (*headers, ("content-type", answer.kind)), render(answer, visit))
