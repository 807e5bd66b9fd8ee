"""The history has one home: each kind of entry is a struct, its JSON is canonical, and entries fold into a story."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

import duban
from duban.states.history import (
    KINDS,
    Acted,
    Because,
    ClockFacts,
    Decided,
    Entry,
    ExtensionAsked,
    Opened,
    OtherOpened,
    Recorded,
    RungFired,
    Story,
    UnknownEntry,
    UnreadableEntry,
    disagreements,
    entry_of,
    fold,
    fold_with,
    read_entry,
    write_entry,
)

pytestmark = pytest.mark.usefixtures("english")

OLD = Path(__file__).parents[1] / "storage" / "old"
NOW = datetime(2024, 4, 8, 1, 0, tzinfo=UTC)
A_CLOCK = ClockFacts("running", 1, 1, 0, date(2024, 4, 15), datetime(2024, 4, 15, 16, tzinfo=UTC), False, "china:1")  # noqa: FBT003


def recorded(
    seq: int, facts: Entry, *, came: str | None, went: str, turn: int = 1, trigger: str | None = None
) -> Recorded:
    return Recorded(seq, NOW, "甲局", trigger, came, went, turn, facts)


def test_a_payload_has_sorted_keys_no_spaces_and_characters_as_they_are() -> None:
    opened = Opened(title="窗口“排队”", units={"responsible": ("甲局",), "lead": ("乙局",)}, told=("甲局",))
    payload = '{"title":"窗口“排队”","told":["甲局"],"units":{"lead":["乙局"],"responsible":["甲局"]}}'
    assert write_entry(opened).decode() == payload
    assert read_entry("open", payload) == opened


def test_what_is_left_out_and_what_is_null_are_two_things() -> None:
    asked = Decided(asked=3, approve=True, clock="时限", length="5 working days", due_on=None, due_at=None)
    release = Decided(asked=3, approve=True, clock="时限", lap=1, rung="due")
    assert json.loads(write_entry(asked)).keys() >= {"due_on", "due_at"}
    assert json.loads(write_entry(release)).keys() == {"asked", "approve", "clock", "lap", "rung"}
    assert '"reports"' not in write_entry(Opened(title="t")).decode()
    assert '"reports":false' in write_entry(Opened(title="t", reports=False)).decode()


def test_an_entry_of_a_newer_duban_says_so() -> None:
    with pytest.raises(UnknownEntry, match="'blessed' cannot be read: a newer duban wrote it; upgrade this one"):
        read_entry("blessed", "{}")


@pytest.mark.parametrize(
    "payload", ["", "[]", "{", '{"other":"X-1"}', '{"link":"x","other":"X-1","hue":"red"}', '{"link":1}']
)
def test_an_entry_that_is_not_what_its_kind_says_is_not_guessed_at(payload: str) -> None:
    with pytest.raises(UnreadableEntry):
        read_entry("link", payload)


@pytest.mark.parametrize("dump", sorted(OLD.glob("*.sql")), ids=lambda dump: dump.stem)
def test_every_entry_that_an_earlier_duban_wrote_is_read_whole(dump: Path) -> None:
    office = sqlite3.connect(":memory:")
    office.executescript(dump.read_text("utf-8"))
    rows = office.execute("SELECT kind, payload FROM duban_history").fetchall()
    office.close()
    assert rows
    for kind, payload in rows:
        again = json.loads(write_entry(read_entry(kind, payload)))
        assert again == json.loads(payload.replace("+00:00", "Z")) | _instants_as_text(again)


def _instants_as_text(payload: dict[str, object]) -> dict[str, object]:
    """Return the moment of a rung, which is kept as it was written."""
    return {"moment": payload["moment"]} if "moment" in payload else {}


def test_every_kind_has_a_name_of_its_own_and_says_who_writes_it() -> None:
    for kind, entry in KINDS.items():
        assert (entry.kind, bool(entry.by), bool(entry.__doc__)) == (kind, True, True)


def test_an_entry_is_read_from_json_that_was_parsed_before() -> None:
    assert entry_of("opened", {"number": "X-2", "scenario": "x", "link": "opened_by"}) == OtherOpened(
        number="X-2", scenario="x", link="opened_by"
    )


def test_entries_fold_into_what_an_instance_holds() -> None:
    opened = Opened(title="t", data={"a": 1}, units={"lead": ("甲局",)}, clocks={"时限": A_CLOCK})
    rung = RungFired(clock="时限", lap=1, rung="due", moment="x", light="red", told=("甲局",))
    more = {"clock": "时限", "length": "1 calendar days", "due_on": None, "due_at": None}
    joined = Acted(data={"a": 2}, because=Because(children={"甲局": "X-2"}, join="all"))
    story = fold(
        [
            recorded(1, opened, came=None, went="办理"),
            recorded(2, rung, came="办理", went="办理"),
            recorded(3, ExtensionAsked(approvers=("lead",), due_on_if_granted=None, **more), came="办理", went="办理"),
            recorded(4, Decided(asked=3, approve=True, **more), came="办理", went="办理"),
            recorded(5, joined, came="办理", went="销号", trigger="办结"),
        ]
    )
    assert (story.title, story.state, story.version, story.data) == ("t", "销号", 4, {"a": 2})
    assert (story.shed, story.granted, story.waiting) == ({"red": 1}, {"时限": 1}, {})
    assert (story.joined, story.trail, story.first_due) == (("办理",), ("open", "办理", "销号"), A_CLOCK.due_at)


def test_what_the_memory_says_otherwise_is_named() -> None:
    story = Story()
    entry = recorded(1, Opened(title="t", data={"a": 1}, units={"lead": ("甲局",)}), came=None, went="办理")
    more = fold_with(story, [entry])
    memory = {
        "data": {"a": 1},
        "units": {"lead": ["甲局"]},
        "texts": {},
        "given": {"a": 1},
        "pulls": {},
        "clocks": [],
        "claimed": {},
        "entered_at": entry.at.isoformat(),
    }
    assert list(disagreements(story, more, json.dumps(memory))) == []
    other = json.dumps({**memory, "data": {"a": 2}, "granted": {"时限": 1}})
    assert list(disagreements(story, more, other)) == [("data", {"a": 2}, {"a": 1}), ("granted", {"时限": 1}, {})]
    assert [each.part for each in disagreements(story, more, "{")] == ["memory"]


def test_nobody_else_takes_a_payload_apart_by_its_keys() -> None:
    """Held on the text: a payload that is indexed or asked for a key outside of its home."""
    home = Path(duban.__file__).parent
    apart = re.compile(r"payload(\[|\.get\(|\.items\(|\.keys\()")
    wrong = [str(file) for file in home.rglob("*.py") if apart.search(file.read_text("utf-8"))]
    assert wrong == []


def test_an_entry_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Opened(title="t").title = "u"  # type: ignore[misc]
    assert isinstance(msgspec.structs.replace(Opened(title="t"), title="u"), Opened)
