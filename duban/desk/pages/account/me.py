"""One's own account: the membership in use, password, second factor, and the sessions that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.accounts import book, journal, second, sent_codes, sessions
from duban.desk.forms import whole
from duban.desk.pages.account.sent_codes import hint_of, ways_of
from duban.desk.pages.refusing import not_taken
from duban.desk.serving import HALF_WAY, SESSION, SIGNED_IN, Answer, NotFound, Page, go, owes_second
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from duban.desk.accounts import Visitor
    from duban.desk.serving import Visit


def show_me(visit: Visit) -> Answer:
    """Show one's own account."""
    return _me(visit)


def _me(visit: Visit, *, problems: tuple[str, ...] = (), status: int = 200) -> Answer:
    visitor = _visitor(visit)
    with reading(visit.engine) as connection:
        open_ones = sessions.sessions_of(connection, visitor.account.id, now=visit.now)
        left = second.recovery_left(connection, visitor.account.id)
    facts = {"account": visitor.account, "sessions": open_ones, "mine": visitor.session, "left": left}
    facts["sent"] = hint_of(visit, visitor)
    return Answer(
        "me.j2",
        {**facts, "problems": problems, "notice": visit.query.get("done"), "old": visit.query.get("old")},
        status,
    )


def _visitor(visit: Visit) -> Visitor:
    if visit.visitor is None:  # the application that the desk is a part of looks after accounts
        raise NotFound
    return visit.visitor


def choose(visit: Visit) -> Answer:
    """Act for another of one's memberships from now on."""
    visitor, wanted = _visitor(visit), visit.form.get("membership")
    place = next((each for each in visit.who.memberships if str(each.id) == wanted), None)
    if place is None:
        raise NotFound
    with writing(visit.engine) as connection:
        cookie = sessions.renew(connection, visitor, at=visit.now, membership=place.id)
        facts = {"unit": place.unit, "function": place.function.value}
        account, address = visitor.account.id, visit.caller.address
        journal.note(connection, "membership", at=visit.now, account=account, address=address, facts=facts)
    return go(visit.url("work"), cookies={SESSION: cookie})


def change_password(visit: Visit) -> Answer:
    """Change one's password; all other sessions end."""
    visitor, raw = _visitor(visit), dict(visit.form.fields)
    new = raw.get("password", "")
    account = visitor.account
    about = (account.name, account.shown, visit.tools.settings.title, visit.who.membership.unit, "duban")
    problems = visit.tools.accounts.passwords.problems(new, second=account.has_second, about=about)
    if new != raw.get("password_again", ""):
        problems.append(words.text("the two are not the same"))
    if not problems:
        problems += _not_owner(visit, raw.get("old_password", ""))
    if problems:
        return _me(visit, problems=tuple(problems), status=422)
    cookie = visit.tools.accounts.change_password(visitor, new, visit.caller)
    return go(visit.url("me", done="password"), cookies={SESSION: cookie})


def _not_owner(visit: Visit, password: str) -> list[str]:
    """Return why this is not taken for the password of whoever is signed in; nothing if it is."""
    held = visit.tools.accounts.held_back(_visitor(visit), password, visit.caller)
    return [] if held is None else [not_taken(held, words.text("the present password is not right"))]


def end_sessions(visit: Visit) -> Answer:
    """End one session, or all but this one."""
    visitor, one = _visitor(visit), whole(visit.form.get("session"))
    with writing(visit.engine) as connection:
        known = {each.id for each in sessions.sessions_of(connection, visitor.account.id, now=visit.now)}
        if visit.form.get("session") and one not in known:
            raise NotFound
        if one is not None:
            sessions.end_session(connection, one, at=visit.now)
        else:
            sessions.end_all(connection, visitor.account.id, at=visit.now, but=visitor.session)
        account, address = visitor.account.id, visit.caller.address
        journal.note(connection, "sessions ended", at=visit.now, account=account, address=address)
    return go(visit.url("me", done="sessions"))


def show_second(visit: Visit) -> Answer:
    """Show the secret of a second factor that is to be turned on."""
    visitor = _visitor(visit)
    if visitor.account.has_second:
        return go(visit.url("me"))
    return _second(visit, second.new_secret())


def _second(visit: Visit, secret: str, problem: str = "") -> Answer:
    visitor, keyring = _visitor(visit), visit.tools.accounts.keyring
    address = second.address_of(secret, name=visitor.account.name, title=visit.tools.settings.title)
    facts = {"secret": secret, "address": address, "sealed": keyring.encrypt(secret), "problem": problem}
    ways = {medium: sent_codes.hinted(place) for medium, place in ways_of(visit, visitor).items()}
    return Answer("second.j2", {**facts, "ways": ways, "duty": owes_second(visit)}, 422 if problem else 200)


def turn_on_second(visit: Visit) -> Answer:
    """Turn the second factor on once a code shows that the secret has arrived; show the codes for emergencies once."""
    visitor, keyring = _visitor(visit), visit.tools.accounts.keyring
    if visitor.account.has_second:
        return go(visit.url("me"))
    secret = keyring.decrypt(visit.form.get("sealed"))
    step = second.is_code(secret, visit.form.get("code"), at=visit.now)
    if step is None:
        return _second(visit, secret, words.text("this code does not belong to this secret; wait for the next one"))
    with writing(visit.engine) as connection:
        codes = second.enrol(connection, visitor.account, keyring, secret, at=visit.now, step=step)
        cookie = sessions.renew(connection, visitor, at=visit.now, second_at=visit.now)
        account, address = visitor.account.id, visit.caller.address
        journal.note(connection, "second factor on", at=visit.now, account=account, address=address)
    visit.secret = cookie
    return Answer("recovery.j2", {"codes": codes}, cookies={SESSION: cookie})


def turn_off_second(visit: Visit) -> Answer:
    """Turn the second factor off, if the password is given again."""
    visitor = _visitor(visit)
    password = dict(visit.form.fields).get("password", "")
    if problems := _not_owner(visit, password):
        return _me(visit, problems=tuple(problems), status=422)
    with writing(visit.engine) as connection:
        second.turn_off(connection, visitor.account.id)
        visit.tools.accounts.want_longer(connection, visitor.account, password)
        cookie = sessions.renew(connection, visitor, at=visit.now, second_at=None)
        account, address = visitor.account.id, visit.caller.address
        journal.note(connection, "second factor off", at=visit.now, account=account, address=address)
    return go(visit.url("me", done="second"), cookies={SESSION: cookie})


def choose_language(visit: Visit) -> Answer:
    """Choose the language of the pages."""
    visitor, wanted = _visitor(visit), visit.form.get("language")
    if wanted not in {"zh", "en"}:
        raise NotFound
    with writing(visit.engine) as connection:
        book.change_account(connection, visitor.account.id, language=wanted)
    return go(visit.url("me"))


PAGES = (
    Page("me", "/me", SIGNED_IN, shown=show_me, local=True),
    Page("membership", "/me/membership", SIGNED_IN, posted=choose, local=True),
    Page("password", "/me/password", SIGNED_IN, posted=change_password, local=True),
    Page("sessions", "/me/sessions", SIGNED_IN, posted=end_sessions, local=True),
    Page("language", "/me/language", SIGNED_IN, posted=choose_language, local=True),
    Page("second", "/me/second", HALF_WAY, shown=show_second, posted=turn_on_second, local=True),
    Page("second-off", "/me/second/off", SIGNED_IN, posted=turn_off_second, local=True),
)
