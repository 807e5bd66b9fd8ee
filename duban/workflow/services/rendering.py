"""Rendering: a message's facts and its definition's wording become the message that a channel sends."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.notifiers import ChannelDown, Message, Permanent
from duban.states import FieldType, TemplateError, UnknownMedium, decode, medium_named, render
from duban.storage import instances
from duban.workflow.rules import release_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from duban.states import Medium
    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled


_TEXTS = frozenset({FieldType.STRING, FieldType.TEXT, FieldType.CHOICE})
_REPEATED = 20
"""A private value counts as repeated in an error if its first characters, this many, are."""


def rendered(compiled: Compiled, record: OutboxRecord, private: dict[str, Any]) -> Message:
    """Return a message of the outbox, rendered with these private values, which its recipients may see.

    Raises:
        TemplateError: if a template cannot be filled in.
        Permanent: if the medium does not accept the message.
        ChannelDown: if the medium is not installed.

    """
    medium = _medium(record.medium)
    facts = json.loads(record.facts)
    with words.speaking(facts.get("locale", "zh")):
        return _worded(compiled, record, medium, facts, private)


def _worded(
    compiled: Compiled, record: OutboxRecord, medium: Medium, facts: dict[str, Any], private: dict[str, Any]
) -> Message:
    form = compiled.form(record.message)
    context = _context(compiled, facts, private)
    try:
        parts = render(medium, form, context, zone=compiled.calendar.timezone, because=words.told(facts.get("because")))
    except TemplateError as error:
        if any(text in str(error) for text in _texts(private)):
            # The reason is stored, shown and logged, so it must not contain private values.
            raise TemplateError(
                error.part, words.Line("a private value does not fit its place"), line=error.line
            ) from None
        raise
    message = Message(
        id=record.message_id,
        medium=record.medium,
        to=record.address,
        created_at=_ready_at(compiled, record),
        name=record.contact,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        **parts.fields,
    )
    _check(medium, message)
    return message


def _medium(name: str) -> Medium:
    """Return the medium of a message; one that is not installed counts as down, so that its messages wait."""
    try:
        return medium_named(name)
    except UnknownMedium as error:
        raise ChannelDown(words.Line("{error}; install the package that brings it", error=error)) from None


def _check(medium: Medium, message: Message) -> None:
    """Raise Permanent if the medium does not accept the message."""
    try:
        medium.check(message)
    except Permanent:
        raise
    except ValueError as error:
        raise Permanent(words.said_by(error)) from None


def _texts(private: dict[str, Any]) -> Iterator[str]:
    """Yield what an error could repeat of private values: their beginnings, since long values are cut."""
    for value in private.values():
        for item in value if isinstance(value, list) else [value]:
            if text := "" if item is None else str(item):
                yield text[:_REPEATED]


def private_values(connection: Connection, compiled: Compiled, record: OutboxRecord) -> dict[str, Any]:
    """Return the private values of a message's instance; None for those that were erased."""
    if not compiled.private or record.instance_id is None:
        return {}
    kept = instances.read_private(connection, record.instance_id)
    return {name: None if text is None else json.loads(text) for name, text, _, _ in kept}


def _ready_at(compiled: Compiled, record: OutboxRecord) -> datetime:
    """Return the message's date, the same on every retry: one composed at midnight is dated to the office's opening."""
    ready = record.created_at if record.urgent else compiled.calendar.next_opening(record.created_at)
    return ready.astimezone(compiled.calendar.timezone)


class Named(str):
    """A name that also has a `name` attribute: authors of templates write either `unit` or `unit.name`."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Return the name."""
        return str(self)


class Gone(str):
    """What stands in a message for a text that was erased; false, for templates that ask whether there is one."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Return False, so that `{% if reporter %}` works."""
        return False


class NoClock(dict[str, Any]):
    """`clock` for an instance that has none: false, with empty values for templates that do not check."""

    def __init__(self) -> None:
        super().__init__(name="", due=None, left=words.length(None), light="green")

    def __bool__(self) -> bool:
        """Return False, so that `{% if clock %}` works."""
        return False


def _left(kept: dict[str, Any] | str | None) -> str:
    """Return the time left in words; earlier versions stored it in words already."""
    if isinstance(kept, dict):
        return words.left_over(**kept)
    return words.length(kept)


def _context(compiled: Compiled, facts: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
    """Return what templates see, with dates and instants as Python values again."""
    fields = compiled.definition.fields
    item = dict(facts["item"])
    values = {**item.pop("data"), **private}
    data = {name: decode(fields[name], value) for name, value in values.items() if name in fields and value is not None}
    for name, value in private.items():
        if value is None and name in fields and fields[name].type in _TEXTS:
            data[name] = Gone(words.text("(erased)"))
    for name in ("due_at", "opened_at", "closed_at"):
        item[name] = None if item[name] is None else datetime.fromisoformat(item[name])
    item["due_on"] = None if item["due_on"] is None else date.fromisoformat(item["due_on"])
    item["data"] = data
    clock = NoClock() if facts["clock"] is None else dict(facts["clock"])
    if clock["due"] is not None:
        clock["due"] = date.fromisoformat(clock["due"])
    clock["left"] = _left(clock["left"])
    absent = dict.fromkeys(fields)
    decision = dict(facts.get("decision", {}))
    for name in ("before", "after"):
        if decision.get(name) is not None:
            decision[name] = date.fromisoformat(decision[name])
    if "length" in decision:
        decision["length"] = words.length(decision["length"])
    if isinstance(decision.get("what"), dict):
        decision["what"] = release_words(**decision["what"])
    return {
        **absent,
        **data,
        **({"decision": decision} if decision else {}),
        "item": item,
        "clock": clock,
        "unit": Named(facts["unit"]),
        "contact": Named(facts["contact"]),
        "round": item["round"],
    }
