"""消息: what waits, what left, and what could not be sent, mended by its cause; and the text of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk import acts
from duban.desk.models import office as models
from duban.desk.pages.keys import new_key
from duban.desk.pages.office.rights import KEEPERS, KEEPS, journalled
from duban.desk.saved import bulk_by_key, keep_bulk, kept_bulk
from duban.desk.serving import SEES_THE_MATTER, Answer, NotFound, Page, go
from duban.desk.store import reading, writing
from duban.desk.who import Function
from duban.ledger import withdrawal_words
from duban.workflow import message_called

if TYPE_CHECKING:
    from duban.desk.serving import Visit

_LONGEST_ID, _LONGEST_KEY = 18, 60
RETRY, MEND, OTHER, GIVE_UP = "retry", "mend", "other", "give-up"


def show_messages(visit: Visit) -> Answer:
    """Show the messages of one state; those that could not be sent, unless others are asked for."""
    return _messages(visit)


def _messages(visit: Visit, *, status: int = 200, **facts: object) -> Answer:
    state = visit.query.get("state") or models.STATES[0]
    if state not in models.STATES:
        raise NotFound
    mail = models.mail_of(visit.engine, visit.viewer, state)
    done = DONE_TEXTS.get(visit.query.get("done"))
    given = {"problems": (), "at": "", "notice": words.text(done) if done else "", **facts}
    reads = visit.who.function is Function.OFFICER
    edits = visit.engine.keeps_directory
    shown = {"mail": mail, "reads": reads, "typed": visit.form, "edits": edits, "new_key": new_key}
    return Answer("messages.j2", {**SAYING, **shown, **given}, status)


def mend(visit: Visit) -> Answer:
    """Do something about all messages of one cause: again, to another address, to somebody else, or no more."""
    form, engine = visit.form, visit.engine
    ids, do = _ids(form.get("ids")), form.get("do")
    if (before := _before(visit, do)) is not None:
        return before
    match do:
        case "retry":
            outcome = acts.resend(engine, ids)
        case "mend":
            facts = {"medium": form.get("medium"), "old": form.get("old"), "new": form.get("new")}
            outcome = acts.mend_and_resend(engine, visit.who, ids, **facts)
        case "other":
            outcome = (
                acts.resend(engine, ids, to=form.get("to"))
                if form.get("to")
                else _lacking(words.text("choose a person"))
            )
        case "give-up":
            outcome = acts.give_up(engine, visit.who, ids, note=form.get("note"))
        case _:
            raise NotFound
    if outcome.how == acts.DONE:
        journalled(visit, JOURNALLED[do], count=len(ids), first=ids[0])
        _note(visit, do)
        return go(visit.url("messages", done=do))
    if outcome.how == acts.AGAIN:
        return _before(visit, do) or go(visit.url("messages", done="again"))
    return _messages(visit, problems=outcome.reasons, at=form.get("ids"), status=422)


def _before(visit: Visit, do: str) -> Answer | None:
    """Return what this form has led to already, if it was sent before: a second press gives the first result."""
    account, key = visit.who.account, visit.form.get("key")[:_LONGEST_KEY]
    if account is None or not key:
        return None
    with reading(visit.engine) as connection:
        known = bulk_by_key(connection, account, key)
        found = None if known is None else kept_bulk(connection, account, known)
    if found is None:
        return None
    if found.results == (_asked(visit, do),):
        return go(visit.url("messages", done=do))
    said = words.text("it was sent from this form before, with other words")
    return _messages(visit, problems=(said,), at=visit.form.get("ids"), status=409)


def _note(visit: Visit, do: str) -> None:
    account, key = visit.who.account, visit.form.get("key")[:_LONGEST_KEY]
    if account is not None and key:
        with writing(visit.engine) as connection:
            keep_bulk(connection, account, key, do, [_asked(visit, do)], visit.now)


def _asked(visit: Visit, do: str) -> tuple[str, bool, str]:
    """Return what a form asks for: of which messages, and in which words."""
    form = visit.form
    return form.get("ids"), True, "\n".join([do, *(form.get(name) for name in ("medium", "old", "new", "to", "note"))])


def _lacking(said: str) -> acts.Outcome:
    return acts.Outcome(acts.REFUSED, reasons=(said,))


def _ids(written: str) -> list[int]:
    parts = written.split(",")
    if not all(part.isascii() and part.isdigit() and len(part) <= _LONGEST_ID for part in parts):
        raise NotFound
    return [int(part) for part in parts]


def send_test(visit: Visit) -> Answer:
    """Send a test message, and show what the channel answered."""
    form = visit.form
    medium = form.get("medium")
    if medium not in visit.engine.channels:
        raise NotFound
    if not form.get("to"):
        outcome = _lacking(words.text("write where the test message is to go"))
    else:
        outcome = acts.send_test(visit.engine, medium=medium, to=form.get("to"), template=form.get("template"))
    if outcome.how != acts.DONE:
        return _messages(visit, problems=outcome.reasons, at="test", status=422)
    journalled(visit, JOURNALLED["test"], medium=medium)
    notice = words.text("the channel has taken the test message: {answer}", answer=outcome.reasons[0])
    return _messages(visit, notice=notice)


def show_message(visit: Visit) -> Answer:
    """Show a message of a matter as it was sent, or will be, without what the reader may not see."""
    key, number = visit.params["message"], visit.matter.number
    known = key.isascii() and key.isdigit() and len(key) <= _LONGEST_ID
    found = models.sent_text(visit.engine, visit.viewer, number, int(key)) if known else None
    if found is None:
        lines = (words.text("none of the messages of {number} has this address", number=number),)
        title, to = words.text("there is no such message"), visit.url("item", number=number)
        return Answer("problem.j2", {"title": title, "lines": lines, "to": to}, 410)
    entry, draft = found
    facts: dict[str, Any] = {**SAYING, "called": message_called(entry.message), "entry": entry, "draft": draft}
    facts["together"] = models.gathered_with(visit.engine, visit.viewer, entry)
    return Answer("message.j2", {**facts, "item": visit.matter})


def _why(reason: str | None) -> str:
    return withdrawal_words(reason or "")


SAYING: dict[str, Any] = {"called": message_called, "why": _why}


PAGES = (
    Page("messages", "/messages", KEEPS, shown=show_messages, posted=mend, nav="Messages", place=60, nav_for=KEEPERS),
    Page("messages-test", "/messages/test", KEEPS, posted=send_test),
    Page("message", "/i/{number}/messages/{message}", SEES_THE_MATTER, shown=show_message),
)

NAV_TEXTS = ("Messages",)
DONE_TEXTS = {
    RETRY: "they leave again with the next round",
    MEND: "the address is mended, and they leave again with the next round",
    OTHER: "they leave with the next round, to somebody else",
    GIVE_UP: "they were given up; they stay listed below",
    "again": "nothing was done: somebody has seen to them meanwhile",
}
JOURNALLED = {
    RETRY: "messages sent again",
    MEND: "messages to a mended address",
    OTHER: "messages to somebody else",
    GIVE_UP: "messages given up",
    "test": "test message",
}
"""How it is called in the desk's journal."""

LOG_TEXTS = (
    "messages sent again",
    "messages to a mended address",
    "messages to somebody else",
    "messages given up",
    "test message",
)
