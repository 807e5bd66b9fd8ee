"""帐号: who may sign in, for the administrator; and the journal, which auditors read as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk.accounts import AccountProblem, book, journal, sessions
from duban.desk.forms import whole
from duban.desk.keeping import DeskOffice
from duban.desk.serving import ADMINISTERS, AUDITS, Answer, NotFound, Page, go
from duban.desk.store import reading
from duban.desk.who import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.desk.serving import Visit

_PAGE = 50


def show_accounts(visit: Visit) -> Answer:
    """List the accounts."""
    return _accounts(visit)


def _accounts(visit: Visit, *, problem: str = "", status: int = 200) -> Answer:
    with reading(visit.engine) as connection:
        found, places = book.all_accounts(connection), book.all_memberships(connection)
    units = [unit.name for unit in visit.engine.directory.units]
    facts = {"accounts": found, "places": places, "units": units, "functions": list(Function)}
    return Answer("accounts.j2", {**facts, "problem": problem, "typed": dict(visit.form.fields)}, status)


def add(visit: Visit) -> Answer:
    """Make an account, or give one a further place, and show the link for an owner who has no password yet."""
    form, person, unit = visit.form, visit.form.get("person"), visit.form.get("unit")
    if not form.get("name"):
        return _accounts(visit, problem=words.text("a name to sign in with is needed"), status=422)
    try:
        function = Function(form.get("function"))
        token = _office(visit).add(form.get("name"), shown=person, unit=unit, function=function, person=person)
    except AccountProblem as wrong:
        return _accounts(visit, problem=str(wrong), status=422)
    except ValueError:  # a function that there is not
        return _accounts(visit, problem=words.text("choose one of what is offered"), status=422)
    if token is None:
        return go(visit.url("account", account=book.folded(form.get("name")), done="1"))
    return _link(visit, token, form.get("name"))


def _office(visit: Visit) -> DeskOffice:
    return DeskOffice(visit.engine, by=visit.who.account)


def _link(visit: Visit, token: str, name: str) -> Answer:
    return Answer("account_link.j2", {"link": _office(visit).address(token), "name": name})


def show_account(visit: Visit) -> Answer:
    """Show one account."""
    return _account(visit)


def _account(visit: Visit, *, problem: str = "", status: int = 200) -> Answer:
    with reading(visit.engine) as connection:
        account = book.find_account(connection, visit.params["account"])
        if account is None:
            raise NotFound
        places = book.memberships_of(connection, account.id)
        open_ones = sessions.sessions_of(connection, account.id, now=visit.now)
    facts = {"account": account, "places": places, "sessions": open_ones, "problem": problem}
    return Answer("account.j2", {**facts, "notice": visit.query.get("done")}, status)


def _doing(act: Callable[[DeskOffice, Visit], object]) -> Callable[[Visit], Answer]:
    def done(visit: Visit) -> Answer:
        try:
            act(_office(visit), visit)
        except AccountProblem as wrong:
            return _account(visit, problem=str(wrong), status=422)
        return go(visit.url("account", account=visit.params["account"], done="1"))

    return done


def new_link(visit: Visit) -> Answer:
    """Make the link by which somebody chooses another password, and show it once."""
    name = visit.params["account"]
    try:
        return _link(visit, _office(visit).password_link(name), name)
    except AccountProblem as wrong:
        return _account(visit, problem=str(wrong), status=422)


def _end_place(office: DeskOffice, visit: Visit) -> None:
    place = whole(visit.form.get("membership"))
    if place is None:
        raise NotFound
    office.end_place(visit.params["account"], place)


def show_log(visit: Visit) -> Answer:
    """Show the journal, the latest first."""
    until = whole(visit.query.get("before"))
    with reading(visit.engine) as connection:
        entries = journal.read_journal(connection, before=until, limit=_PAGE)
        names = {each.id: each.name for each in book.all_accounts(connection)}
    facts = {"entries": entries, "names": names, "more": len(entries) == _PAGE, "told": _told}
    return Answer("log.j2", facts)


def _told(facts: dict[str, Any]) -> str:
    """Return what an entry says of itself, in words; what is empty, or said twice, is left out."""
    said = {name: value for name, value in facts.items() if value not in ("", None)}
    if said.get("name") == said.get("about"):
        said.pop("name", None)
    if (function := said.get("function")) in FUNCTION_TEXTS:
        said["function"] = words.text(FUNCTION_TEXTS[function])
    return " · ".join(words.headed(words.text(FACT_TEXTS.get(name, name)), value) for name, value in said.items())


_ONE = "/admin/accounts/{account}"

PAGES = (
    Page(
        "accounts",
        "/admin/accounts",
        ADMINISTERS,
        shown=show_accounts,
        posted=add,
        nav="Accounts",
        place=90,
        local=True,
    ),
    Page("account", _ONE, ADMINISTERS, shown=show_account, local=True),
    Page("account-link", _ONE + "/link", ADMINISTERS, posted=new_link, local=True),
    Page("account-place-end", _ONE + "/place", ADMINISTERS, posted=_doing(_end_place), local=True),
    Page(
        "account-second-off",
        _ONE + "/second",
        ADMINISTERS,
        posted=_doing(lambda office, visit: office.second_off(visit.params["account"])),
        local=True,
    ),
    Page(
        "account-end",
        _ONE + "/end",
        ADMINISTERS,
        posted=_doing(lambda office, visit: office.end(visit.params["account"])),
        local=True,
    ),
    Page("log", "/admin/log", AUDITS, shown=show_log, nav="Journal", place=95, local=True),
)

NAV_TEXTS = ("Accounts", "Journal")
FACT_TEXTS = {
    "about": "concerns the account",
    "name": "name typed, as a hash",
    "unit": "unit",
    "person": "person",
    "function": "function",
    "by": "how",
    "agent": "browser",
    "ended": "sessions signed out",
    "sessions ended": "sessions signed out",
    "count": "how many messages",
    "first": "the first of them",
    "medium": "way",
    "scenario": "kind of matter",
    "version": "version",
    "why": "reason",
    "entries": "how many entries",
    "through": "up to entry",
    "hash": "hash of the last one",
    "number": "matter",
    "sha256": "file",
    "act": "act",
    "sent to": "mail sent to",
}
"""What the facts of entries are called."""
FUNCTION_TEXTS: dict[Any, str] = {
    Function.CLERK: "clerk",
    Function.LEADER: "unit leader",
    Function.OFFICER: "supervision officer",
    Function.PRINCIPAL: "city leader",
    Function.AUDITOR: "auditor",
    Function.ADMIN: "administrator",
}
LOG_TEXTS = (
    "first link made",
    "first administrator",
    "account made",
    "account ended",
    "membership made",
    "membership ended",
    "password link made",
    "second factor taken off",
    "password",
    "sign-in",
    "sign-in refused",
    "sign-in held back",
    "sign-out",
    "code sent",
    "code not sent",
    "code given",
    "code refused",
    "proof refused",
    "membership",
    "sessions ended",
    "second factor on",
    "second factor off",
    "private file",
    "by link",
    "journal cut",
    "kind proposed",
    "kind confirmed",
    "kind dropped",
)
"""The kinds of entries, as the page shows them."""
