"""Mails as they leave an office that has a desk: in their frame and thread, and in digests."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Level, Settings, Unit
from duban.testing import FixedClock
from duban.workflow import DeskSettings, Digests, MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.notifiers import Message
    from duban.testing import RecordingNotifier

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this

DESK = "https://duban.example.org"
OFFICE = "市优化办"
UNITS = {"lead": OFFICE, "responsible": ["市住建局"]}


def delivered(
    make_engine: MakeEngine,
    database_url: str,
    mailbox: RecordingNotifier,
    *,
    digests: Digests | None = None,
    directory: Directory | None = None,
) -> list[Message]:
    """Open two matters, of which one becomes late, and return what leaves."""
    more = {"desk": DeskSettings(url=DESK), "digests": digests or Digests(media=())}
    clock = FixedClock("2026-03-02T09:00+08:00")
    settings = Settings.plain(database_url).model_copy(update=more)
    engine = make_engine(settings, scenarios=["issue"], directory=directory or MadeUpPeople(), clock=clock)
    for title in ("窗口<b>排队</b>", "材料重复提交"):
        engine.open("issue", title=title, units=UNITS, by=OFFICE)
    clock.set("2026-03-03T10:00+08:00")
    asyncio.run(engine.deliver())
    clock.set("2026-04-20T10:00+08:00")
    engine.sweep()
    asyncio.run(engine.deliver())
    return mailbox.sent


def test_each_mail_says_its_day_leads_to_its_matter_and_stands_in_its_thread(
    make_engine: MakeEngine, database_url: str, mailbox: RecordingNotifier
) -> None:
    sent = delivered(make_engine, database_url, mailbox)
    first = next(each for each in sent if each.subject.startswith("【交办】窗口"))
    late = next(each for each in sent if each.subject.startswith("【逾期】窗口"))
    other = next(each for each in sent if "材料" in each.subject)
    assert first.text.startswith("○ 绿灯，整改时限3月23日（周一）到期\n\n市住建局：\n")
    assert re.search(rf"\n\n签收：{DESK}/s/\S{{52}}\n打开事项：{DESK}/i/WT-2026-0001\n$", first.text)
    assert late.text.startswith("■ 红灯，整改时限3月23日（周一）已到期\n")
    assert "窗口&lt;b&gt;排队&lt;/b&gt;" in (first.html or "")
    assert f'href="{DESK}/i/WT-2026-0001"' in (first.html or "")
    assert first.thread == late.thread != other.thread
    assert first.thread.endswith("@duban.local")


def test_a_digest_leads_to_each_matter_and_stands_in_no_thread(
    make_engine: MakeEngine, database_url: str, mailbox: RecordingNotifier
) -> None:
    sent = delivered(make_engine, database_url, mailbox, digests=Digests(media=("email",)))
    digest = next(each for each in sent if each.subject.startswith("【每日办件】"))
    for number in ("WT-2026-0001", "WT-2026-0002"):
        assert f'href="{DESK}/i/{number}"' in (digest.html or "")
    assert digest.text.endswith(f"打开督办台：{DESK}\n")
    assert digest.thread == ""


def test_a_digest_for_somebody_who_reads_english_has_its_frame_in_english(
    make_engine: MakeEngine, database_url: str, mailbox: RecordingNotifier
) -> None:
    smith = Contact("市住建局", "Smith", Level.HANDLER, email="s@example.org", locale="en")
    directory = Directory([Unit(OFFICE), Unit("市住建局")], [smith])
    sent = delivered(make_engine, database_url, mailbox, digests=Digests(media=("email",)), directory=directory)
    digest = next(each for each in sent if each.subject.startswith("[Today]"))
    assert digest.text.endswith(f"Open the desk: {DESK}\n")
    assert '<html lang="en">' in (digest.html or "")
