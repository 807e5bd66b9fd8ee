"""Rendering: a message's facts and its definition's wording become the message that a channel sends."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from duban import words
from duban.notifiers import ChannelDown, Message, NotifierError, Permanent
from duban.states import (
    TODAY,
    FieldType,
    MessageForm,
    TemplateError,
    UnknownMedium,
    Withheld,
    decode,
    medium_named,
    render,
    unpack,
)
from duban.states.history import Names, read_history, since_rules
from duban.storage import instances
from duban.workflow.instance import subject_of
from duban.workflow.rules import (
    Targets,
    asked_words,
    each_view,
    last_view,
    may_see,
    owing_view,
    release_words,
    sees_papers,
    sheet_view,
)
from duban.workflow.services.letters import Letter, hushed, secrets_of
from duban.workflow.services.spoken import (
    NEVER,
    After,
    Filled,
    Named,
    Reminded,
    ShownClock,
    Who,
    of_the_act,
    of_the_paper,
    of_the_urge,
    reminded_before,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.states import Medium
    from duban.states.history import Recorded
    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled

Held = TypeVar("Held")

_TELLING = (FieldType.BOOLEAN, FieldType.NUMBER)
"""Of these, whether they are true is the value itself, or a part of it."""
_TEXTS = frozenset({FieldType.STRING, FieldType.TEXT, FieldType.CHOICE, FieldType.UNIT})

PAPER_TEXTS = ("title", "text", "requirements")
"""What people write in a paper."""


@dataclass(frozen=True, slots=True)
class Private:
    """What a message shows that is not in its row, first of all the private values of its instance.

    Those are None if they were erased; `withheld` are the names of some. `reminded` is how often it was reminded.

    Withheld are those that the reader may not see: the message shows a mark in place of each.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    reminded: Reminded = NEVER


def private_of_message(
    connection: Connection, compiled: Compiled, record: OutboxRecord, *viewers: str | None
) -> Private:
    """Return the private values of a message's instance, as the person whom it goes to may see them.

    That is for the person's own unit to say: a deputy may belong to another one than the message is meant for. The
    units are those that fill the roles now, as for whoever looks at the instance. `viewers` may further hide values.
    Nothing is read for a message that speaks of no private field.
    """
    reminded = NEVER
    # If an office's own wording cannot be used, the scenario's leaves, which may show what that does not.
    forms = (form_of(compiled, record), compiled.form(record.message))
    if record.instance_id is not None and any(map(compiled.tells_of_reminders, forms)):
        reminded = reminded_before(read_history(instances.read_history(connection, record.instance_id)), record)
    if record.instance_id is None or not any(_speaks_of(form.parts, compiled.private) for form in forms):
        return Private(reminded=reminded)
    kept = {name: text for name, text, _, _ in instances.read_private(connection, record.instance_id)}
    instance = instances.read_instance(connection, record.number)
    units = {} if instance is None else subject_of(instance).units
    if instance is not None and instance.definition != record.definition:
        history = read_history(instances.read_history(connection, instance.id))
        kept = _as_then(kept, Names.of_fields(history), history, record)
        units = _as_then(units, Names.of_roles(history), history, record)
    values = {
        name: None if text is None else json.loads(text) for name, text in kept.items() if name in compiled.private
    }
    readers = [_reader(record), *(viewer for viewer in viewers if viewer is not None)]
    fields = compiled.definition.fields
    seen = {name for name in values if all(may_see(fields[name], units, reader) for reader in readers)}
    given = {name for name, value in values.items() if value is not None}
    return Private(values, frozenset(given - seen), reminded)


def without_written(
    connection: Connection, compiled: Compiled, record: OutboxRecord, viewer: str | None
) -> OutboxRecord:
    """Return a message with a mark in place of what people have written in its paper, if a viewer may not read such.

    Whom it went to may, as they have it; None is trusted code.
    """
    facts = json.loads(record.facts) if '"paper":' in record.facts else {}
    paper = facts.get("paper") or {}
    texts = [name for name in PAPER_TEXTS if paper.get(name)]
    if viewer is None or not texts or viewer == _reader(record):
        return record
    instance = instances.read_instance(connection, record.number)
    if instance is not None and sees_papers(compiled, subject_of(instance), paper["name"], viewer):
        return record
    with words.speaking(locale_of(compiled, record, facts)):
        hidden = paper | dict.fromkeys(texts, str(Withheld()))
    return replace(record, facts=json.dumps({**facts, "paper": hidden}, ensure_ascii=False))


def _as_then(
    held: Mapping[str, Held], names: Names, history: Sequence[Recorded], record: OutboxRecord
) -> dict[str, Held]:
    """Return what is held by present names, by those of the rules under which a message was decided."""
    since = since_rules(history, record.definition)
    then = {name: names.then(name, since) for name in held}
    return {was: held[name] for name, was in then.items() if was is not None}


def _speaks_of(part: object, names: Collection[str]) -> bool:
    """Return whether a name of these stands in the templates of a message, or `data`, by which all can be reached."""
    if isinstance(part, str):
        return bool(names) and any(name in part for name in (*names, "data"))
    return isinstance(part, Mapping) and any(_speaks_of(each, names) for each in part.values())


def _reader(record: OutboxRecord) -> str:
    """Return the unit of the person whom a message goes to; of a stand-in whom an earlier version noted, nobody's."""
    facts = json.loads(record.facts)
    reader: str = facts.get("reader", "" if "because" in facts else record.unit)
    return reader


def form_of(compiled: Compiled, record: OutboxRecord) -> MessageForm:
    """Return the wording of a message: the one that its row keeps, or else the one that its scenario declares."""
    # Most rows keep none, and are taken apart once, when they are filled in.
    wording = json.loads(record.facts).get("wording") if '"wording":' in record.facts else None
    return compiled.form(record.message) if wording is None else MessageForm(record.message, wording["parts"])


def locale_of(compiled: Compiled, record: OutboxRecord, facts: Mapping[str, Any]) -> str:
    """Return the locale in which a message is written: the reader's, unless its wording is in another language."""
    reader: str = facts.get("locale", "zh")
    language = facts.get("wording", {}).get("language") or compiled.language_of(record.message)
    return reader if language in (None, words.language_of(reader)) else language


def rendered(compiled: Compiled, record: OutboxRecord, private: Private) -> Letter:
    """Return a message of the outbox, filled in as its reader may see it.

    Raises:
        TemplateError: if a template cannot be filled in.
        Permanent: if the medium does not accept the message.
        ChannelDown: if the medium is not installed.

    """
    medium = _medium(record.medium)
    facts: dict[str, Any] = unpack(record.facts)
    with words.speaking(locale_of(compiled, record, facts)):
        secrets = secrets_of({name: value for name, value in private.values.items() if name not in private.withheld})
        try:
            return Letter(_worded(compiled, record, medium, facts, private), secrets)
        except TemplateError:
            if "wording" not in facts:
                raise
        except NotifierError as error:
            if "wording" not in facts or not isinstance(error, Permanent):
                raise hushed(error, secrets) from None
        except Exception as error:
            if not secrets:
                raise
            # What a medium's own code says of it is kept and logged, so it must not repeat private values.
            raise hushed(Permanent(f"{type(error).__name__}: {error}"), secrets) from None
    # An office's wording that cannot be filled in, or that the medium refuses, keeps nobody from being told: the
    # scenario's own leaves instead.
    del facts["wording"]
    return rendered(compiled, replace(record, facts=json.dumps(facts)), private)


def _worded(
    compiled: Compiled, record: OutboxRecord, medium: Medium, facts: dict[str, Any], private: Private
) -> Message:
    form = _form(compiled, record, facts)
    context = _context(compiled, record, facts, private)
    known: dict[str, Any] = {"zone": compiled.calendar.timezone, "because": words.told(facts.get("because"))}
    try:
        parts = render(medium, form, context, **known, withheld=private.withheld)
    except TemplateError as error:
        if not private.values:
            raise
        nothing = Private(private.values, frozenset(private.values), private.reminded)
        told = _failed(medium, form, _context(compiled, record, facts, nothing), known) == str(error)
        # The reason is stored, shown and logged, so it must not say what only private values make it say.
        unsaid = words.Line("a private value does not fit its place")
        raise (error if told else TemplateError(error.part, unsaid, line=error.line)) from None
    message = Message(
        id=record.message_id,
        medium=record.medium,
        to=record.address,
        created_at=_ready_at(compiled, record),
        name=record.contact,
        # What is quoted, such as a title, can have quotation marks of its own.
        subject=words.nested_quotes(parts.subject),
        text=words.nested_quotes(parts.text),
        html=None if parts.html is None else words.nested_quotes(parts.html),
        **parts.fields,
    )
    _check(medium, message)
    return message


def _form(compiled: Compiled, record: OutboxRecord, facts: Mapping[str, Any]) -> MessageForm:
    """Return the wording of a message; its mail has the text of the paper if that was changed before it was signed.

    So have other media that say what the mail says.
    """
    form = form_of(compiled, record)
    if "text" not in facts.get("paper", {}):
        return form
    others = {key: part for key, part in form.parts.items() if key != "html"}
    return MessageForm(form.name, {**others, "text": "{{ paper.text }}"})


def _failed(medium: Medium, form: MessageForm, context: dict[str, Any], known: dict[str, Any]) -> str:
    """Return what a message's templates fail with in a context without private values; empty if they do not."""
    try:
        render(medium, form, context, **known)
    except TemplateError as error:
        return str(error)
    return ""


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


def _ready_at(compiled: Compiled, record: OutboxRecord) -> datetime:
    """Return the message's date, the same on every retry: one composed at midnight is dated to the office's opening."""
    ready = record.created_at if record.urgent else compiled.calendar.next_opening(record.created_at)
    return ready.astimezone(compiled.calendar.timezone)


class Gone(str):
    """What stands in a message for a text that was erased; false, for templates that ask whether there is one."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Return False, so that `{% if reporter %}` works."""
        return False


def _dates(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates and instants of an item as Python values, and what messages of earlier versions do not have."""
    instants = {
        name: item[name] and datetime.fromisoformat(item[name]) for name in ("due_at", "opened_at", "closed_at")
    }
    headline, due = item.get("headline_on"), item["due_on"]
    days = {name: day and date.fromisoformat(day) for name, day in (("due_on", due), ("headline_on", headline))}
    return {**instants, **days, "public_state": item.get("public_state")}


def _decision(compiled: Compiled, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what templates see of a request or a decision, in words of the reader's."""
    fields, decision = compiled.definition.fields, dict(kept)
    for name in ("before", "after"):
        if decision.get(name) is not None:
            decision[name] = date.fromisoformat(decision[name])
    if "length" in decision:
        decision["length"] = words.length(decision["length"])
    if isinstance(decision.get("what"), dict):
        decision["what"] = release_words(**decision["what"])
    if isinstance(decision.get("act"), dict):
        asked = dict(decision["act"])
        titles = [fields[name].title for name in asked.pop("fields") if name in fields]
        decision["act"] = asked_words(**asked, fields=titles)
    if "missing" in decision:
        decision["missing"] = words.listed(decision["missing"])
    if "why" in decision:
        decision["why"] = _reasons(decision["why"])
    return decision


def _reasons(blockers: Iterable[Mapping[str, Any]]) -> str:
    """Return in words why an act that was approved could not be done any more."""
    return words.clauses(words.refusal(each["code"], each["reason"], each["facts"]) for each in blockers)


def _context(compiled: Compiled, record: OutboxRecord, facts: dict[str, Any], private: Private) -> dict[str, Any]:
    """Return what templates see, with dates and instants as Python values again."""
    fields = compiled.definition.fields
    item = dict(facts["item"])
    values = {**item.pop("data"), **private.values}
    data = {name: decode(fields[name], value) for name, value in values.items() if name in fields and value is not None}
    for name in private.withheld & data.keys():
        data[name] = Withheld(many=fields[name].many, telling=fields[name].type in _TELLING)
    for name, value in private.values.items():
        if value is None and name in fields and fields[name].type in _TEXTS:
            data[name] = Gone(words.text("(erased)"))
    item |= {**_dates(item), "data": data, "owing": owing_view(compiled, item.get("owing", {}))}
    item["units"] = Filled(item["units"], compiled.definition.roles)
    absent = dict.fromkeys(fields)
    decision = _decision(compiled, facts.get("decision", {}))
    return {
        **of_the_act(facts, record.created_at),
        "told": private.reminded._asdict(),
        "paper": of_the_paper(facts.get("paper")),
        "urge": of_the_urge(facts.get("said")),
        "who": Who(item["units"]),
        "target": Targets(facts.get("targets", {})),
        "after": After(facts.get("days", {})),
        **absent,
        **data,
        **({"decision": decision} if decision else {}),
        **({"each": each_view(compiled, facts["each"])} if "each" in facts else {}),
        **({"last": last_view(facts["last"])} if "last" in facts else {}),
        **({"sheet": sheet_view(compiled, facts["sheet"])} if "sheet" in facts else {}),
        **({"said": facts["said"]} if "said" in facts else {}),
        "item": item,
        "clock": ShownClock(facts["clock"], facts.get("clocks")),
        "unit": Named(facts["unit"]),
        "contact": Named(facts["contact"]),
        "round": item["round"],
        TODAY: _ready_at(compiled, record).date(),
    }
