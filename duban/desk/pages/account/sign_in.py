"""Signing in and out, the second step of it, and the one-time links by which a password is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.accounts import AccountProblem, LinkDead, book, journal, links, passwords, sessions
from duban.desk.pages.account import sent_codes
from duban.desk.pages.refusing import not_taken
from duban.desk.serving import (
    DEVICE,
    HALF_WAY,
    SESSION,
    SIGNED_IN,
    WHOEVER,
    Answer,
    Page,
    go,
    uncarried,
)
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.desk.accounts import SignedIn, Visitor
    from duban.desk.serving import Visit


def show_sign_in(visit: Visit) -> Answer:
    """Ask for name and password."""
    if visit.identity is not None:
        return go(visit.url("work"))
    return _form(next=visit.query.get("next"), expired=bool(visit.flags.get("expired")))


def sign_in(visit: Visit) -> Answer:
    """Take name and password; the answer and its time are the same for every name."""
    name, password = visit.form.get("name"), _raw(visit, "password")
    done = visit.tools.accounts.sign_in(name, password, visit.caller)
    wanted = visit.own_path(visit.form.get("next")) or ""
    carried = uncarried(visit.form)
    if done.cookie is None:
        problem = not_taken(done.wait, words.text("name or password is not right"))
        return _form(next=wanted, carried=carried, problem=problem, name=name, status=422)
    cookies = _cookies(done)
    if not done.owes_code:
        return _resume(visit, done.cookie, wanted, carried, cookies)
    return _second_step(visit, done.cookie, wanted, carried, cookies)


def _second_step(
    visit: Visit, cookie: str, wanted: str, carried: tuple[tuple[str, str], ...], cookies: Mapping[str, str | None]
) -> Answer:
    """Ask for the code of the second step, which is sent now if it is one that is sent."""
    visitor = visit.tools.accounts.visitor(cookie)
    medium = None if visitor is None else visitor.account.told_by
    problem = "" if visitor is None or medium is None else sent_codes.send(visit, visitor, medium)
    if not (carried or problem):
        return go(visit.url("code", next=wanted), cookies=cookies)
    visit.secret = cookie
    return _asking(visit, visitor, wanted, carried, problem=problem, cookies=cookies)


def _asking(
    visit: Visit,
    visitor: Visitor | None,
    wanted: str,
    carried: tuple[tuple[str, str], ...] = (),
    *,
    problem: str = "",
    notice: str = "",
    status: int = 200,
    cookies: Mapping[str, str | None] | None = None,
) -> Answer:
    sent = None if visitor is None else sent_codes.hint_of(visit, visitor)
    facts = {"next": wanted, "carried": carried, "problem": problem, "notice": notice, "sent": sent}
    return Answer("code.j2", facts, status, cookies=cookies or {})


def _resume(
    visit: Visit, cookie: str, wanted: str, carried: tuple[tuple[str, str], ...], cookies: Mapping[str, str | None]
) -> Answer:
    """Show what had been typed before the session ended, with the button to send it; without any, the page itself."""
    found = visit.page_at(wanted)
    if found is None or not carried:
        return go(visit.shown_at(wanted), cookies=cookies)
    page, params = found
    visit.secret = cookie
    facts = {"fields": carried, "page": page.name, "params": params, "back": visit.shown_at(wanted)}
    return Answer("again.j2", facts, cookies=cookies)


def _form(
    *,
    next: str = "",
    carried: tuple[tuple[str, str], ...] = (),
    problem: str = "",
    name: str = "",
    expired: bool = False,
    status: int = 200,
) -> Answer:
    facts = {"next": next, "carried": carried, "problem": problem, "name": name, "expired": expired}
    return Answer("sign_in.j2", facts, status)


def _raw(visit: Visit, name: str) -> str:
    """Return a field as it was typed, blanks around it included."""
    return next((value for each, value in visit.form.fields if each == name), "")


def _cookies(done: SignedIn) -> dict[str, str | None]:
    found: dict[str, str | None] = {SESSION: done.cookie}
    return found if done.device is None else {**found, DEVICE: done.device}


def sign_out(visit: Visit) -> Answer:
    """End the session."""
    if visit.visitor is not None:
        with writing(visit.engine) as connection:
            sessions.end_session(connection, visit.visitor.session, at=visit.now)
            account, address = visit.visitor.account.id, visit.caller.address
            journal.note(connection, "sign-out", at=visit.now, account=account, address=address)
    return go(visit.url("sign-in"), cookies={SESSION: None})


def show_code(visit: Visit) -> Answer:
    """Ask for the code of the second factor."""
    if visit.visitor is None or not visit.visitor.owes_code:
        return go(visit.url("work"))
    return _asking(visit, visit.visitor, visit.query.get("next"))


def give_code(visit: Visit) -> Answer:
    """Take the code."""
    if visit.visitor is None or not visit.visitor.owes_code:
        return go(visit.url("work"))
    wanted, carried = visit.own_path(visit.form.get("next")) or "", uncarried(visit.form)
    medium = visit.visitor.account.told_by
    if visit.form.get("send") and medium is not None:
        problem = sent_codes.send(visit, visit.visitor, medium)
        notice = "" if problem else words.text("another code is on its way; only that one is good now")
        status = 422 if problem else 200
        return _asking(visit, visit.visitor, wanted, carried, problem=problem, notice=notice, status=status)
    done = visit.tools.accounts.give_code(visit.visitor, visit.form.get("code"), visit.caller)
    if done.cookie is None:
        wrong = (
            words.text("this code is not right, or was used already; wait for the next one")
            if medium is None
            else words.text("this is not the code that was sent last, or it is too old")
        )
        problem = not_taken(done.wait, wrong)
        return _asking(visit, visit.visitor, wanted, carried, problem=problem, status=422)
    return _resume(visit, done.cookie, wanted, carried, _cookies(done))


def prove(visit: Visit) -> Answer:
    """Take the password once more, before something that could be used against many."""
    if visit.visitor is None:
        return go(visit.url("sign-in"))
    wanted, carried = visit.own_path(visit.form.get("next")) or "", uncarried(visit.form)
    done = visit.tools.accounts.prove(visit.visitor, _raw(visit, "password"), visit.caller)
    if done.cookie is None:
        problem = not_taken(done.wait, words.text("the present password is not right"))
        return Answer("prove.j2", {"next": wanted, "carried": carried, "problem": problem}, 422)
    return _resume(visit, done.cookie, wanted, carried, {SESSION: done.cookie})


def show_link(visit: Visit) -> Answer:
    """Show what a one-time link is for; looking at it uses nothing."""
    try:
        return _choosing(_owner(visit))
    except LinkDead as dead:
        return _dead(dead)


def use_link(visit: Visit) -> Answer:
    """Take the password that somebody chooses by a one-time link, and sign them in."""
    token, password = visit.params["token"], _raw(visit, "password")
    name, shown = visit.form.get("name"), visit.form.get("shown")
    accounts, owner = visit.tools.accounts, None
    try:
        owner = _owner(visit)
        known = (name, shown) if owner is None else (owner.name, owner.shown)
        about = (*known, visit.tools.settings.title, "duban")
        problems = accounts.passwords.problems(password, second=owner is not None and owner.has_second, about=about)
        if password != _raw(visit, "password_again"):
            problems.append(words.text("the two are not the same"))
        if owner is None and not name:
            problems.append(words.text("a name to sign in with is needed"))
        if not problems:
            done = accounts.choose_password(token, password, visit.caller, name=name, shown=shown)
            if done.owes_code and done.cookie is not None:
                return _second_step(visit, done.cookie, "", (), _cookies(done))
            return go(visit.url("work"), cookies=_cookies(done))
    except LinkDead as dead:
        return _dead(dead)
    except AccountProblem as wrong:
        problems = [str(wrong)]
    return _choosing(owner, problems=problems, name=name, shown=shown)


def _owner(visit: Visit) -> book.Account | None:
    """Return whose password is chosen by a link; the first administrator's is nobody's yet. Raise LinkDead."""
    with reading(visit.engine) as connection:
        link = links.look_at_link(connection, visit.params["token"], now=visit.now)
        return None if link.account is None else book.account_of(connection, link.account)


def _choosing(owner: book.Account | None, *, problems: Sequence[str] = (), name: str = "", shown: str = "") -> Answer:
    least = passwords.WITH_SECOND if owner is not None and owner.has_second else passwords.ALONE
    facts = {"first": owner is None, "least": least, "problems": problems, "name": name, "shown": shown}
    return Answer("choose_password.j2", facts, 422 if problems else 200)


def _dead(dead: LinkDead) -> Answer:
    return Answer("problem.j2", {"title": words.text("this link is not good any more"), "lines": (str(dead),)}, 410)


PAGES = (
    Page("sign-in", "/sign-in", WHOEVER, shown=show_sign_in, posted=sign_in, local=True),
    Page("code", "/sign-in/code", HALF_WAY, shown=show_code, posted=give_code, local=True),
    Page("prove", "/sign-in/again", SIGNED_IN, posted=prove, local=True),
    Page("sign-out", "/sign-out", WHOEVER, posted=sign_out, local=True),
    Page("link", "/welcome/{token}", WHOEVER, shown=show_link, posted=use_link, local=True),
)
