"""The news of a linked instance, as one locked instance hears them: who is told that something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from duban.states import DONE_BEFORE, THE_SYSTEM, Announcement, Effects, instruction_replies
from duban.states.history import follow_others
from duban.workflow.instance.messages import said_of
from duban.workflow.rules import REPLIED

if TYPE_CHECKING:
    from duban.states.history import News
    from duban.workflow.instance.work import UnitOfWork


def hear_news(work: UnitOfWork, news: News) -> None:
    """Record how a linked instance stands now; once it is closed, tell those who wait for it, or for its result."""
    subject = work.subject
    known, asked = subject.linked.get(news.number), news.number in subject.instructed
    closes = news.closed and not (known is not None and known.closed)
    if not work.compiled.counts:
        news = replace(news, scenario="", roles=UNSET)
    if not asked:
        news = replace(news, title=None, result=None)
    follow_others(subject, news)
    told: tuple[str, ...] = ()
    if closes and news.number in subject.after and subject.closed_at is None:
        told += work.announce(Effects(), said_of(THE_SYSTEM, None), after=DONE_BEFORE)
    if closes and asked:
        told += _reply(work, news)
    work.note(replace(news, told=tuple(dict.fromkeys(told)) or UNSET))


def _reply(work: UnitOfWork, news: News) -> tuple[str, ...]:
    """Tell the leader what came of an instruction."""
    said = {
        "number": news.number,
        "title": news.title or "",
        "state": news.state,
        "ended": news.ended,
        "result": news.result or "",
    }
    source = Announcement((), instruction_replies(work.compiled.definition), REPLIED)
    return work.post(source, message=REPLIED, ledger=None, said=said, act=said_of(THE_SYSTEM, news.result))
