"""The gallery: every message that the scenarios send in their examples, on one page, as mail, as text and as SMS.

`make gallery` writes `build/gallery.html`, to be read through by a person.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from duban import Engine, Settings, words
from duban.notifiers import ConsoleNotifier, Message
from duban.notifiers.channels.mime import compose, find_mailbox
from duban.scenarios import library_names, needed, shipped, shipped_names
from duban.testing import FixedClock
from duban.workflow import DeskSettings
from duban.workflow.people import MadeUpPeople
from duban.workflow.play.examples import Play

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duban.states import Definition
    from duban.workflow import MessagePreview

PAGE = Path(__file__).parents[1] / "build" / "gallery.html"
DESK = "https://duban.example.org"
OFFICES = ("市优化办", "市督考办", "市政府督查室")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_DAY = "no day with its weekday"
"""Told of a message about what is done, of which nothing is due any more."""
_GAP = re.compile(r"“”|（）|《》|None|\{\{|[：，；]。|[：，]；|于前|，前|、、")
_WEEKDAY = re.compile(r"（周[一二三四五六日]）")
CALL = "方晓宁 0711-5550142"

_STYLE = """\
body{font:15px/1.6 sans-serif;margin:24px;background:#fff;color:#1c2230} h2{margin:40px 0 8px} h3{margin:24px 0 6px}
.one{display:flex;gap:16px;align-items:flex-start} iframe{border:1px solid #999;height:520px;width:640px}
iframe.phone{width:360px} pre{white-space:pre-wrap;width:420px;background:#f6f5f1;padding:12px;margin:0}
"""


class Messages(dict[tuple[str, str], "MessagePreview"]):
    """Messages of a scenario, by name and medium."""


def messages_of(name: str) -> dict[tuple[str, str], MessagePreview]:
    """Return every message of a scenario by name and medium, as its first reader gets it in an office with a desk.

    Those that no example sends are composed for the office, as if they left at the beginning of the first one.
    """
    everything = {each: shipped(each) for each in (*shipped_names(), *library_names())}
    definition, composed, found = everything[name], Messages(), Messages()
    others = needed(definition, everything.values())
    for example in definition.examples:
        with _office(example, [definition, *others]) as (engine, clock), words.speaking("zh"):
            play = Play(definition, engine, clock, recurring=any("of" in step for step in example["steps"]))
            play.open(example["open"])
            composed = composed or _composed(engine, definition)
            for step in example["steps"]:
                play.step(step)
            for draft in engine.drafts():
                if draft.message in definition.messages and (draft.message, draft.medium) not in found:
                    (found[draft.message, draft.medium],) = engine.preview_message(draft.id)
    return {**composed, **found}


def _composed(engine: Engine, definition: Definition) -> Messages:
    number = next(row.number for row in engine.find() if row.scenario == definition.scenario)
    shown = [engine.preview_message(each, number=number, reader=OFFICES[0]) for each in definition.messages]
    return Messages({(each.message, each.medium): each for found in shown for each in found})


@contextmanager
def _office(example: Mapping[str, Any], scenarios: Sequence[Definition]) -> Iterator[tuple[Engine, FixedClock]]:
    """Open an office with a desk, in which every unit has people and a telephone."""
    # By other media it says what the mail says.
    clock, ways = FixedClock("1970-01-01T00:00Z"), dict.fromkeys(("email", "sms"), ConsoleNotifier)
    units = example["open"].get("units", {}).values()
    named = {unit for each in units for unit in ([each] if isinstance(each, str) else each)}
    with TemporaryDirectory(prefix="duban-gallery-") as folder:
        more = {"desk": DeskSettings(url=DESK), "calls": dict.fromkeys({*named, *OFFICES}, CALL)}
        settings = Settings.plain(f"sqlite:///{folder}/duban.db").model_copy(update=more)
        people = MadeUpPeople(example.get("contacts", ()))
        with Engine(settings, scenarios=scenarios, directory=people, channels=ways, clock=clock) as engine:
            engine.prepare()
            yield engine, clock


def flaws(shown: MessagePreview) -> Iterator[str]:
    """Yield what is wrong with a message: a gap, no day with its weekday, a second SMS, a broken mail."""
    if shown.fault:
        yield shown.fault
        return
    said = f"{shown.subject}\n{shown.text}"
    if gap := _GAP.search(said):
        yield f"a gap: {said[max(0, gap.start() - 15) : gap.end() + 15]!r}"
    if shown.medium == "sms":
        if shown.segments != 1:
            yield f"{shown.segments} SMS"
        return
    if not _WEEKDAY.search(said):
        yield NO_DAY
    mail = Message(
        id="1@x",
        medium="email",
        to="a@x.example",
        created_at=NOW,
        subject=shown.subject,
        text=shown.text,
        html=shown.html,
    )
    box = find_mailbox("a@x.example", "市住建局")
    for readable in (True, False):
        read = message_from_bytes(compose(mail, box, box, readable=readable), policy=policy.default)
        bodies = [read.get_body((kind,)) for kind in ("plain", "html")]
        if read.defects or None in bodies or any(body.defects for body in bodies if body):
            yield "no mail program can read it"


def names_nobody(shown: MessagePreview) -> bool:
    """Return whether a message to a unit names nobody to ring; the offices that hand work out ring themselves."""
    return shown.unit not in OFFICES and not re.search(r"\d{4}-\d{7}", shown.text)


def main() -> int:
    """Write the page; return 1 if a message has a flaw."""
    failed, parts = 0, [f'<!doctype html><meta charset="utf-8"><title>Gallery</title><style>{_STYLE}</style>']
    for scenario in (*shipped_names(), *library_names()):
        parts.append(f"<h2>{escape(scenario)}</h2>")
        for (name, medium), shown in sorted(messages_of(scenario).items()):
            wrong = list(flaws(shown))
            failed += bool({*wrong} - {NO_DAY})
            for each in wrong:
                print(f"{scenario}: {name} ({medium}): {each}")  # noqa: T201 - whoever makes the page reads it
            parts.append(_entry(name, shown, wrong))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(parts), "utf-8")
    print(f"{PAGE}: {failed} messages with a flaw")  # noqa: T201 - likewise
    return 1 if failed else 0


def _entry(name: str, shown: MessagePreview, wrong: Iterable[str]) -> str:
    told = "".join(f"<p>{escape(each)}</p>" for each in wrong)
    head = f"<h3>{escape(name)} · {shown.medium} · {escape(shown.unit)}/{escape(shown.contact)}</h3>{told}"
    text = f"<pre>{escape(shown.subject)}\n\n{escape(shown.text)}</pre>"
    if shown.html is None:
        return f"{head}{text}<p>SMS: {shown.segments}</p>" if shown.segments else f"{head}{text}"
    frame = f'srcdoc="{escape(shown.html)}" loading="lazy"'
    return f'{head}<div class="one">{text}<iframe {frame}></iframe><iframe class="phone" {frame}></iframe></div>'


if __name__ == "__main__":
    sys.exit(main())
