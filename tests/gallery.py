"""The gallery: every message of every scenario on one page, in Chinese and in English, as mail and as SMS.

`make gallery` writes `build/gallery.html`, to be read through by a person: each message as an example sends it, and
once more with the longest values that an office has.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from message_rules import (
    CALL,
    LEADERS,
    NOW,
    OFFICES,
    broken_by_mail,
    broken_by_sms,
    not_translated,
    unreadable,
    without_reason,
)

from duban import Engine, Settings, words
from duban.notifiers import ConsoleNotifier, Frame, Message, framed, sms_segments
from duban.scenarios import Wordings, library_names, longest_filling, needed, shipped, shipped_names
from duban.states import medium_named
from duban.testing import FixedClock
from duban.words import LANGUAGES
from duban.workflow import DeskSettings
from duban.workflow.people import Contact, MadeUpPeople
from duban.workflow.play.examples import Play

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from duban.states import Definition
    from duban.words import Language
    from duban.workflow import MessagePreview
    from duban.workflow.people import Level

PAGE = Path(__file__).parents[1] / "build" / "gallery.html"
DESK = "https://duban.example.org"
LIFE = "云川市自然资源规划局进一步压减工程建设项目审批时间和申报材料并推行联合验收一次办结"
_X = re.compile("x{4,}")
MEDIA = ("email", "sms")
_ONLY_IN_MAILS = ("the subject says not", "does not end with whom", "asks a leader")
HIDDEN = ("链接只在发出的邮件里", "the link stands in the mail")
READER = "阅读人"
"""The last part of the names of those who read English."""

_STYLE = """\
body{font:15px/1.6 sans-serif;margin:24px;background:#fff;color:#1c2230} h2{margin:40px 0 8px} h3{margin:24px 0 6px}
.one{display:flex;gap:16px;align-items:flex-start;margin:0 0 12px}
iframe{border:1px solid #999;height:520px;width:640px}
iframe.phone{width:360px} pre{white-space:pre-wrap;width:420px;background:#f6f5f1;padding:12px;margin:0}
.wrong{color:#a3000b;font-weight:bold}
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as somebody reads it: `usual` as an example sends it, otherwise with the longest values."""

    scenario: str
    name: str
    medium: str
    language: Language
    unit: str
    subject: str
    text: str
    html: str | None
    segments: int | None
    fault: str = ""
    usual: bool = True
    ours: bool = False
    is_document: bool = False
    """It is typeset as a paper: its head says what it is and whose it is, so that its words need not."""

    def flaws(self) -> list[str]:
        """Return which rules it breaks."""
        if self.fault:
            return [self.fault]
        if self.medium == "sms":
            return list(broken_by_sms(self.text, self.segments))
        unit = self.unit if self.usual else OFFICES[0]
        told = [*broken_by_mail(self.name, unit, self.subject, _bare(self.text), self.language, ours=self.ours)]
        if self.is_document:
            told = [each for each in told if not each.startswith(_ONLY_IN_MAILS)]
        return [*told, *unreadable(self.subject, self.text, self.html)]


def _bare(text: str) -> str:
    """Return the text of a mail without its frame: the light at the head, the link at the foot."""
    shown = (line for line in text.splitlines() if not line.startswith(tuple("■▲●○")))
    return "\n".join(line for line in shown if not any(each in line for each in (DESK, *HIDDEN)))


class _Bilingual(MadeUpPeople):
    """People of whom each has another beside them who reads English."""

    def contacts(self, unit: str, level: Level | str) -> tuple[Contact, ...]:
        """Return each contact, and another of the same level."""
        found = super().contacts(unit, level)
        return (*found, *(self._other(each) for each in found[:1]))

    def _other(self, one: Contact) -> Contact:
        ways = {medium: f"english-{address}" for medium, address in one.addresses.items()}
        mine = {"email": f"english-{one.email}", "mobile": f"english-{one.mobile}", "addresses": ways, "deputy": None}
        return replace(one, name=f"{one.name}{READER}", locale="en", **mine)


def messages_of(name: str) -> tuple[list[Shown], list[str]]:
    """Return every message of a scenario, as its readers of both languages get it, and which rules their texts break.

    Those that no example sends are composed for the office, as if they left at the beginning of the first one.
    """
    everything = {each: shipped(each) for each in (*shipped_names(), *library_names())}
    definition = everything[name]
    others = needed(definition, everything.values())
    found: dict[tuple[str, str, Language], MessagePreview] = {}
    composed: dict[tuple[str, str, Language], MessagePreview] = {}
    ours: set[str] = set()
    plays = [(definition, example) for example in definition.examples]
    if name == "sheet":  # its own examples have nothing on the sheet
        plays = [(everything["task"], example) for example in everything["task"].examples[8:9]] + plays
    for played, example in plays:
        with _office(example, [definition, played, *others]) as (engine, clock), words.speaking("zh"):
            recurring = played is not definition or any("of" in step for step in example["steps"])
            play = Play(played, engine, clock, recurring=recurring)
            play.open(example["open"])
            if played is definition:
                composed = composed or _composed(engine, definition)
            for step in example["steps"]:
                play.step(step)
            ours |= _ours(engine, definition)
            for draft in engine.drafts():
                key = draft.message, draft.medium, _language(draft.contact)
                if draft.message in definition.messages and key not in found and _is_of(engine, draft.number, name):
                    (found[key],) = engine.preview_message(draft.id)
    usual = [_usual(name, language, each, ours) for (_, _, language), each in {**composed, **found}.items()]
    forms = {language: Wordings().forms(definition, language) for language in LANGUAGES}
    longest = [each for language in LANGUAGES for each in _longest(definition, language)]
    documents = {paper.document for paper in definition.papers.values()}
    usual, longest = ([replace(each, is_document=each.name in documents) for each in part] for part in (usual, longest))
    wrong = [*without_reason(definition, forms["zh"]), *without_reason(definition, forms["en"])]
    return [*usual, *longest], [*wrong, *not_translated(forms["en"])]


def _ours(engine: Engine, definition: Definition) -> set[str]:
    """Return the units that hand the work out."""
    rows = [row for row in engine.find() if row.scenario == definition.scenario]
    return {
        unit for row in rows for role in (definition.opens_by, definition.fallback) for unit in row.units.get(role, ())
    }


def _is_of(engine: Engine, number: str, scenario: str) -> bool:
    return engine.instance(number).scenario == scenario


def _language(contact: str) -> Language:
    return "en" if contact.endswith(READER) else "zh"


def _composed(engine: Engine, definition: Definition) -> dict[tuple[str, str, Language], MessagePreview]:
    number = next(row.number for row in engine.find() if row.scenario == definition.scenario)
    readers = {
        _language(each.name): f"{OFFICES[0]}/{each.name}" for each in engine.directory.contacts(OFFICES[0], "handler")
    }
    return {
        (each.message, each.medium, language): each
        for message in definition.messages
        for language, reader in readers.items()
        for each in engine.preview_message(message, number=number, reader=reader)
        if each.medium in MEDIA
    }


def _usual(scenario: str, language: Language, each: MessagePreview, ours: Collection[str]) -> Shown:
    fields = (each.unit, each.subject, each.text, each.html, each.segments, each.fault)
    return Shown(scenario, each.message, each.medium, language, *fields, ours=each.unit in ours)


def _longest(definition: Definition, language: Language) -> Iterator[Shown]:
    """Yield a definition's messages with the longest values, those of them that can be filled in so."""
    with words.speaking(language):
        fill = longest_filling(definition, [shipped(each) for each in (*shipped_names(), *library_names())])
        for name, form in Wordings().forms(definition, language).items():
            for medium in map(medium_named, MEDIA):
                parts = {key: part for key, part in form.parts.items() if (key == "sms") == (medium.name == "sms")}
                # A table has no longest value.
                table = any(word in str(parts) for word in ("each[", "sheet.", "last["))
                if medium.carries(form) and not table:
                    rendered = medium.render(form, fill)
                    yield _lifelike(_long(definition.scenario, name, medium.name, language, rendered))


def _lifelike(one: Shown) -> Shown:
    """Return a message with text as an office writes it where the longest values are but as long."""
    html = None if one.html is None else _X.sub(_written, one.html)
    return replace(one, subject=_X.sub(_written, one.subject), text=_X.sub(_written, one.text), html=html)


def _written(run: re.Match[str]) -> str:
    return (LIFE * 2)[: len(run[0])]


def _long(scenario: str, name: str, medium: str, language: Language, parts: Any) -> Shown:  # noqa: ANN401 - rendered
    if medium == "sms":
        text = f"【{parts.fields['sms_sign']}】{parts.text}" if parts.fields["sms_sign"] else parts.text
        return Shown(scenario, name, medium, language, OFFICES[0], "", text, None, sms_segments(text), usual=False)
    mail = Message(
        id="1@x",
        medium=medium,
        to="a@x.example",
        created_at=NOW,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
    )
    mail = framed(mail, Frame(link=f"{DESK}/i/1", label=words.text("Open the matter"), desk=DESK))
    return Shown(scenario, name, medium, language, OFFICES[0], mail.subject, mail.text, mail.html, None, usual=False)


@contextmanager
def _office(example: Mapping[str, Any], scenarios: Sequence[Definition]) -> Iterator[tuple[Engine, FixedClock]]:
    """Open an office with a desk, in which every unit has people who read both languages, and a telephone."""
    # By other media it says what the mail says.
    clock, ways = FixedClock("1970-01-01T00:00Z"), dict.fromkeys(MEDIA, ConsoleNotifier)
    units = example["open"].get("units", {}).values()
    named = {unit for each in units for unit in ([each] if isinstance(each, str) else each)}
    named |= {unit for each in scenarios for role in each.roles.values() for unit in role.default}
    with TemporaryDirectory(prefix="duban-gallery-") as folder:
        more = {"desk": DeskSettings(url=DESK), "calls": dict.fromkeys({*named, *OFFICES, *LEADERS}, CALL)}
        settings = Settings.plain(f"sqlite:///{folder}/duban.db").model_copy(update=more)
        people = _Bilingual(example.get("contacts", ()))
        with Engine(settings, scenarios=scenarios, directory=people, channels=ways, clock=clock) as engine:
            engine.prepare()
            yield engine, clock


def main() -> int:
    """Write the page; return 1 if a message has a flaw."""
    failed, parts = 0, [f'<!doctype html><meta charset="utf-8"><title>Gallery</title><style>{_STYLE}</style>']
    for scenario in sys.argv[1:] or (*shipped_names(), *library_names()):
        parts.append(f"<h2>{escape(scenario)}</h2>")
        shown, wrong = messages_of(scenario)
        for each in wrong:
            print(f"{scenario}: {each}")  # noqa: T201 - whoever makes the page reads it
        failed += len(wrong)
        for one in sorted(
            shown, key=lambda each: (each.name, each.medium, -LANGUAGES.index(each.language), not each.usual)
        ):
            flaws = one.flaws()
            failed += bool(flaws)
            for each in flaws:
                print(f"{scenario}: {one.name} ({one.medium}, {one.language}): {each}")  # noqa: T201 - likewise
            parts.append(_entry(one, flaws))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(parts), "utf-8")
    print(f"{PAGE}: {failed} messages with a flaw")  # noqa: T201 - likewise
    return 1 if failed else 0


def _entry(one: Shown, flaws: Sequence[str]) -> str:
    told = "".join(f'<p class="wrong">{escape(each)}</p>' for each in flaws)
    values = "" if one.usual else " · longest"
    head = f"<h3>{escape(one.name)} · {one.medium} · {one.language}{values} · {escape(one.unit)}</h3>{told}"
    text = f"<pre>{escape(one.subject)}\n\n{escape(one.text)}</pre>"
    if one.html is None:
        return f"{head}{text}<p>SMS: {one.segments}</p>" if one.segments else f"{head}{text}"
    frame = f'srcdoc="{escape(one.html)}" loading="lazy"'
    return f'{head}<div class="one">{text}<iframe {frame}></iframe><iframe class="phone" {frame}></iframe></div>'


if __name__ == "__main__":
    sys.exit(main())
