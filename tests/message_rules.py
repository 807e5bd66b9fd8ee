"""The rules of a good office's messages, as far as a machine can hold messages against them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from duban.notifiers import Message
from duban.notifiers.channels.mime import compose, find_mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.states import Definition, MessageForm

OFFICES = ("市优化办", "市督考办", "市政府督查室")
"""Those that hand work out, and are rung by others."""
LEADERS = ("市领导", "市长", "市优化营商环境领导小组")
CALL = "方晓宁 0711-5550142"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOTHING_DUE = {"销号通知", "公示通知", "办结通知", "合格通知", "印发通知", "采纳情况", "公布通知"}
"""What is told when nothing is due any more, and nobody has to be rung."""

_GAP = re.compile(
    r"“”|（）|《》|\(\)|None|\{\{|\{%|[：，；]。|[：，；，]；|：，|：；|于前|，前|、、|: *[.;,]|, *[.;,]|\. \.|  \S"
)
_HEAD = {"zh": re.compile(r"【[^【】]{2,8}】\S"), "en": re.compile(r"\[[A-Z][^\[\]]{2,20}\] \S")}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# A cut-off (31日24时) is nothing to be done by, and is written so.
_DAY = {
    "zh": re.compile(r"\d{1,2}月\d{1,2}日(?!（周[一二三四五六日]）|24时)"),
    "en": re.compile(rf"\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?(?! \([A-Z][a-z]{{2}}\)| \d)"),
}
_LINK = re.compile(r"https?://|www\.|\.(?:cn|com|org)\b")
_CLIENT = re.compile(r"\d{4}-\d{7}")
_INSTANTLY = re.compile(r"立即|马上|尽快办结|immediately|as soon as possible|理由见|见系统")
_ORDER = re.compile(r"请(?!阅示|示)[^。]{0,20}(?:办结|报送|签收|落实)|务必|Please|you must", re.IGNORECASE)
_SENT_BACK = re.compile(r"退|不予|维持|重办|再办|驳回|不受理|更正|暂缓|重新")
_CHINESE = re.compile(r"[\u4e00-\u9fff，。；：（）【】、]")
_ASIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\([^()]*\)|“[^”]*”", re.DOTALL)


def broken_by_mail(
    name: str, unit: str, subject: str, text: str, language: str, *, ours: bool = False
) -> Iterator[str]:
    """Yield which rules a mail breaks; `ours` goes to the office that hands the work out, which rings others."""
    said = f"{subject}\n{text}"
    if gap := _GAP.search(said):
        yield f"a gap: {said[max(0, gap.start() - 15) : gap.end() + 15]!r}"
    if not _HEAD[language].match(subject):
        yield f"the subject says not at its head what it is: {subject!r}"
    if day := _DAY[language].search(said):
        yield f"a day without its weekday: {said[max(0, day.start() - 12) : day.end() + 6]!r}"
    if said.count("（含当日）") + said.count(" inclusive") > 1:
        yield "says twice that a day is included"
    if found := _INSTANTLY.search(said):
        yield f"gives no day, or no reason: {found[0]!r}"
    if "贵单位" in said and "你单位" in said:
        yield "calls the unit by two names"
    lines = [line for line in text.splitlines() if line.strip()]
    if unit in LEADERS:
        yield from _broken_to_leaders(text)
    elif not ours and unit not in OFFICES and name not in NOTHING_DUE and not _CLIENT.search(lines[-1]):
        yield f"does not end with whom to call: {lines[-1]!r}"


def _broken_to_leaders(text: str) -> Iterator[str]:
    if not re.search(r"请(?:您?阅示|审定|批示)|提请.{2,30}审定|for (?:its|your) decision", text, re.IGNORECASE):
        yield "asks a leader for no decision"
    if found := _ORDER.search(text):
        yield f"orders a leader about: {found[0]!r}"


def broken_by_sms(text: str, segments: int | None) -> Iterator[str]:
    """Yield which rules an SMS breaks."""
    if segments != 1:
        yield f"{segments} SMS: {text}"
    if _LINK.search(text):
        yield f"a link in an SMS: {text}"
    if gap := _GAP.search(text):
        yield f"a gap: {text[max(0, gap.start() - 15) : gap.end() + 15]!r}"


def unreadable(subject: str, text: str, html: str | None) -> Iterator[str]:
    """Yield that a mail cannot be read by mail programs."""
    mail = Message(id="1@x", medium="email", to="a@x.example", created_at=NOW, subject=subject, text=text, html=html)
    box = find_mailbox("a@x.example", "市住建局")
    for readable in (True, False):
        read = message_from_bytes(compose(mail, box, box, readable=readable), policy=policy.default)
        bodies = [read.get_body((kind,)) for kind in ("plain", "html")]
        if read.defects or None in bodies or any(body.defects for body in bodies if body):
            yield "no mail program can read it"


def without_reason(definition: Definition, forms: Mapping[str, MessageForm]) -> Iterator[str]:
    """Yield each message that tells of something sent back or refused and does not quote the reason given for it."""
    for told in definition.announcements:
        for trigger in told.on:
            entries = definition.transitions.get(trigger, ())
            gives = bool(entries) and all("note" in entry.requires for entry in entries)
            if gives and _SENT_BACK.search(trigger) and not _mentions(forms[told.message], "note"):
                yield f"{told.message}: says not why ({trigger})"


def _mentions(form: MessageForm, word: str) -> bool:
    return re.search(rf"\b{word}\b", str(form.parts.get("text", ""))) is not None


def not_translated(forms: Mapping[str, MessageForm]) -> Iterator[str]:
    """Yield what of an English message is still in Chinese; acts are named in brackets, as the desk has them."""
    for name, form in forms.items():
        parts = {key: part for key, part in form.parts.items() if key != "sms"}
        for source in [*map(str, parts.values()), str(form.parts.get("sms", {}).get("text", ""))]:
            if found := _CHINESE.search(_ASIDE.sub("", source)):
                yield f"{name}: {found[0]!r} in {source[:60]!r}"
