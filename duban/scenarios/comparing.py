"""What changed between two definitions, in words: a clock's budget, a rung moved, a state added."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from duban import words
from duban.scenarios.checkers import noun_of
from duban.scenarios.keys import SCENARIO
from duban.scenarios.keys.mappings import RULES, WRITTEN_SHORT
from duban.scenarios.keys.telling import form_keys
from duban.scenarios.keys.words import called
from duban.states import (
    AFTER,
    REASON,
    Announcement,
    Definition,
    DueAfter,
    Duration,
    Field,
    Jsonable,
    Lengths,
    MessageForm,
    Moment,
    Recipient,
    Role,
    Rung,
    Takes,
    act_called,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.states import FormKey

_LONGEST_TOLD = 40
_BEFORE = 8
_NAMED = ("roles", "fields", "states", "papers", "clocks", "targets", "messages")
_SINGLE = ("corrects", "urge", "remarks", "instructions", "target", "repeats", "sheet", "progress")
_APART = frozenset({*_NAMED, *_SINGLE, "transitions", "ladders", "announcements", "extensions", "children"})
"""The attributes of a definition that are compared part by part; all others are single values."""


class Change(Struct, Jsonable, frozen=True):
    """One difference: where it is (section and name, as the language calls them), which key, before and after.

    `key` is none where the whole of it was `added` or `removed`; `text` says it in the language of
    the reader.
    """

    section: str
    name: str
    kind: str
    key: str | None
    before: str | None
    after: str | None
    text: str


def compare(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Return every difference between two definitions, except for their versions and their examples.

    A part that has been renamed counts as removed and added.
    """
    return tuple(_Comparison(old, new).changes())


class _Comparison:
    def __init__(self, old: Definition, new: Definition) -> None:
        self._old, self._new = old, new
        self._roles: Mapping[str, Role] = {**old.roles, **new.roles}
        self._fields: Mapping[str, Field] = {**old.fields, **new.fields}
        self._shared = {
            kind: _shared_titles(*(getattr(each, section) for each in (old, new)))
            for kind, section in ((Role, "roles"), (Field, "fields"))
        }

    def changes(self) -> Iterator[Change]:
        yield from self._keys(SCENARIO.name, "", self._old, self._new)
        for section in _NAMED[:3]:
            yield from self._section(section)
        yield from self._transitions()
        yield from self._section("papers")
        yield from self._section("clocks")
        yield from self._ladders()
        yield from self._lists("announcements", "announce")
        yield from self._lists("extensions", "extension")
        yield from self._lists("children", "children")
        for section in _SINGLE:
            yield from self._one(section, "", getattr(self._old, section), getattr(self._new, section))
        yield from self._section("targets")
        yield from self._section("messages")

    def _section(self, section: str) -> Iterator[Change]:
        before, after = getattr(self._old, section), getattr(self._new, section)
        for name in {**before, **after}:
            yield from self._one(section, name, before.get(name), after.get(name))

    def _transitions(self) -> Iterator[Change]:
        before, after = self._old.transitions, self._new.transitions
        for trigger in {**before, **after}:
            ours, theirs = before.get(trigger, ()), after.get(trigger, ())
            single = max(len(ours), len(theirs)) == 1
            for place in range(max(len(ours), len(theirs))):
                name = trigger if single else f"{trigger}[{place + 1}]"
                yield from self._one("transitions", name, _at(ours, place), _at(theirs, place))

    def _ladders(self) -> Iterator[Change]:
        before, after = self._old.ladders, self._new.ladders
        for clock in {**before, **after}:
            ours = {rung.id: rung for rung in before.get(clock, ())}
            theirs = {rung.id: rung for rung in after.get(clock, ())}
            moved = _moved(ours, theirs)
            arrived = set(moved.values())
            for id_ in {**ours, **theirs}:
                if id_ in arrived and id_ not in ours:
                    continue
                rung, other = ours.get(id_), theirs.get(moved.get(id_, id_))
                if rung is not None and other is not None and _unnamed(rung) and _unnamed(other):
                    other = replace(other, id=rung.id)
                yield from self._one("ladder", f"{clock}[{id_}]", rung, other)

    def _lists(self, attribute: str, section: str) -> Iterator[Change]:
        """Yield the differences of a list whose entries have no names; they are matched by what they are about."""
        before, after = (_numbered(getattr(each, attribute)) for each in (self._old, self._new))
        for name in {**before, **after}:
            yield from self._one(section, name, before.get(name), after.get(name))

    def _one(self, section: str, name: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - two of a kind
        what = self._called(section, name, before or after)
        if before is None and after is not None:
            told = self._told(after)
            text = words.text("added {what} ({told})" if told else "added {what}", what=what, told=told)
            yield Change(section, name, "added", None, None, told, text)
        elif after is None and before is not None:
            told = self._told(before)
            yield Change(section, name, "removed", None, told, None, words.text("removed {what}", what=what))
        elif before is not None:
            yield from self._keys(section, name, before, after)

    def _keys(self, section: str, name: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - two of a kind
        what = self._called(section, name, before)
        ours, theirs = _held(before), _held(after)
        for key, (label, noun) in _told_of(before).items():
            one, other = ours.get(key), theirs.get(key)
            if one == other:
                continue
            said = [self._words(value, noun) for value in (one, other)]
            was, became = _apart(*said)
            text = words.text("{label} changed from “{was}” to “{became}”", label=label, was=was, became=became)
            text = words.headed(what, text) if what else text
            yield Change(section, name, "changed", key, said[0], said[1], text)

    def _called(self, section: str, name: str, value: Any) -> str:  # noqa: ANN401 - a part of a definition
        if isinstance(value, Definition):
            return ""
        noun = words.text(SCENARIO.declared[section].label)
        if isinstance(value, Rung):
            rung = value.at.said if _unnamed(value) else value.id
            return words.text("{noun} “{name}”, {rung}", noun=noun, name=name.partition("[")[0], rung=rung)
        if isinstance(value, Role | Field):
            return words.text("{noun} “{name}”", noun=noun, name=self._entitled(value))
        if not name:
            return noun
        about, _, place = name.rstrip("]").partition("[")
        facts = {"noun": noun, "name": _about_called(about), "place": place}
        return words.text("{noun} “{name}”, no. {place}" if place else "{noun} “{name}”", **facts)

    def _told(self, value: Any) -> str:  # noqa: ANN401 - a part of a definition
        """Return a part in words, key by key, without the keys that have their default."""
        if isinstance(value, Rung) and _unnamed(value):
            value = replace(value, id="")
        told, parts = _told_of(value), []
        for key, held in _held(value).items():
            if key in told and held not in (None, False, (), ""):
                label, noun = told[key]
                said = "" if held is True else self._words(held, noun)
                parts.append(words.text("{label}: {value}", label=label, value=_short(said)) if said else label)
        return words.joined(parts)

    def _words(self, value: Any, noun: str) -> str:  # noqa: ANN401, PLR0911 - one return a kind of value
        """Return a value in words: roles by their titles, lengths and moments as an office writes them."""
        match value:
            case None | ():
                return words.text("not set")
            case bool():
                return words.text("yes" if value else "no")
            case Duration() | Moment() | DueAfter():
                return value.said
            case Lengths():
                lengths = [words.headed(choice, length.said) for choice, length in value.by_value.items()]
                return words.headed(self._name(value.field, "field"), words.listed(lengths))
            case Recipient():
                return str(value).replace(value.name, self._title(value.name), 1)
            case Enum():
                return called(str(value.value))
            case tuple():
                return words.listed(self._words(each, noun) for each in value)
            case dict():
                entries = [words.headed(name, self._words(each, "")) for name, each in value.items()]
                return words.listed(entries) or words.text("not set")
            case Struct() | _Part():
                return self._told(value) or words.text("not set")
            case _:
                return self._name(str(value), noun)

    def _name(self, word: str, noun: str) -> str:
        if noun == "role":
            return self._title(word)
        field = self._fields.get(word) if noun == "field" else None
        return called(word) if field is None else self._entitled(field)

    def _title(self, role: str) -> str:
        return self._entitled(self._roles[role]) if role in self._roles else called(role)

    def _entitled(self, value: Role | Field) -> str:
        """Return a role or field by its title; if another has the same title, with its name, which tells them apart."""
        if value.name == REASON and (self._old.reasons or self._new.reasons):
            return words.text("Reason")
        shared = value.title in self._shared[type(value)]
        return f"{value.title}{words.aside(value.name)}" if shared else value.title


def _shared_titles(*sections: Mapping[str, Role | Field]) -> set[str]:
    """Return the titles that parts of different names have, before or after."""
    names: dict[str, set[str]] = {}
    for section in sections:
        for name, part in section.items():
            names.setdefault(part.title, set()).add(name)
    return {title for title, named in names.items() if len(named) > 1}


class _Part:
    """The value of a message's key that has keys of its own."""

    def __init__(self, declared: Mapping[str, FormKey], held: Mapping[str, Any]) -> None:
        self.declared, self.held = declared, held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and self.held == other.held

    __hash__ = None  # type: ignore[assignment]


def _declared(value: Any) -> Mapping[str, FormKey] | None:  # noqa: ANN401 - a part of a definition
    """Return the keys that the media declare for a message or for a part of one; None for any other value."""
    if isinstance(value, MessageForm):
        return form_keys()
    return value.declared if isinstance(value, _Part) else None


def _told_of(value: Any) -> dict[str, tuple[str, str]]:  # noqa: ANN401 - likewise
    """Return for each key of a part that is compared its label, and the kind of names that it holds, if any.

    A key without a label is shown as it is.
    """
    declared = _declared(value)
    if declared is not None:
        return {key: (_label(each.label, key), "") for key, each in declared.items()}
    part = type(value)
    labels: dict[str, tuple[str, str]] = {}
    untold: set[str] = set(_APART if part is Definition else ())
    for keys in (*RULES, *WRITTEN_SHORT):
        if keys.part is part:
            untold.update(keys.untold)
            labels |= {field: (_label(label, field), "") for field, label in keys.also.items()}
            for name, field in keys.fields.items():
                key = keys.declared[name]
                labels[field] = (_label(key.label, field), noun_of(key.checker))
    told = [field for field in part.__struct_fields__ if field not in untold]
    return {field: labels.get(field, (_label("", field), "")) for field in told}


def _label(label: str, key: str) -> str:
    return words.text(label) if label else words.text("{key}", key=key)


def _held(value: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
    """Return the values of a part by key."""
    declared = _declared(value)
    if declared is None:
        return {field: getattr(value, field) for field in value.__struct_fields__}
    held = value.parts if isinstance(value, MessageForm) else value.held
    return {
        key: held[key] if isinstance(each.takes, Takes) else _Part(each.takes, held[key])
        for key, each in declared.items()
        if key in held
    }


def _moved(before: Mapping[str, Rung], after: Mapping[str, Rung]) -> dict[str, str]:
    """Return the rungs that differ only in their moment, as a map from the old id to the new."""
    left = [rung for id_, rung in before.items() if id_ not in after]
    fresh = [rung for id_, rung in after.items() if id_ not in before]
    moved = {}
    for rung in left:
        for other in fresh:
            if replace(other, id=rung.id, at=rung.at) == rung:
                moved[rung.id] = other.id
                fresh.remove(other)
                break
    return moved


def _unnamed(rung: Rung) -> bool:
    """Return whether a rung's id is its moment, and not one that the author has given."""
    return rung.id == str(rung.at)


def _numbered(entries: Sequence[Any]) -> dict[str, Any]:
    """Return entries by what they are about, with a number if several are about the same."""
    found: dict[str, Any] = {}
    for entry in entries:
        about = _about(entry)
        name, place = about, 1
        while name in found:
            place += 1
            name = f"{about}[{place}]"
        found[name] = entry
    return found


def _about(entry: Any) -> str:  # noqa: ANN401 - an announcement, an extension, or what divides work
    if isinstance(entry, Announcement):
        return ", ".join((*entry.on, *entry.after))
    return str(getattr(entry, "on", None) or entry.clock)


def _about_called(about: str) -> str:
    """Return what people call that what an entry is about."""
    return words.listed(act_called(each) if each in AFTER else called(each) for each in about.split(", "))


def _at(entries: Sequence[Any], place: int) -> Any:  # noqa: ANN401 - one of the entries
    return entries[place] if place < len(entries) else None


def _apart(one: str, other: str) -> tuple[str, str]:
    """Return two long texts from shortly before their first difference, each cut to a length that is easy to read."""
    one, other = " ".join(one.split()), " ".join(other.split())
    alike = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = max(0, alike - _BEFORE) if max(len(one), len(other)) > _LONGEST_TOLD else 0
    mark = "…" if start else ""
    return mark + _short(one[start:]), mark + _short(other[start:])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}…"
