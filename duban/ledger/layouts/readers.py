"""How single values of a layout are read: each reader takes the scope, a node and its path."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duban.ledger.layouts.periods import FORMS, is_period
from duban.ledger.layouts.showing import BY_WORD, Takes
from duban.ledger.layouts.values import LANGUAGES, Fill, FillAs, Order, RowsOf, Source
from duban.scenarios.checkers import hint, pairs, sequence
from duban.states import Light
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Node, Scope

LONGEST_TEXT, MOST_CHOICES, WIDEST = 200, 500, 120
_NARROWEST = 2
_LONGEST_LIST = 500
_COLOURS = {"绿": "green", "蓝": "blue", "黄": "yellow", "红": "red"}
ORDERS = ("due", "opened", "closed", "acted", "number")


def text(scope: Scope, node: Node, path: str) -> str | None:
    """Return a text that is not empty and not longer than a heading may be; a number is taken as it is written."""
    value = str(node.value) if type(node.value) is int else node.value
    if type(value) is not str or not value.strip():
        scope.refuse(node, path, Line("has to be a text, not {kind}", kind=node.kind))
        return None
    if len(value) > LONGEST_TEXT:
        scope.refuse(node, path, Line("is longer than {most} characters", most=LONGEST_TEXT))
        return None
    return value.strip()


def flag(scope: Scope, node: Node, path: str) -> bool | None:
    """Return true or false."""
    if type(node.value) is not bool:
        scope.refuse(node, path, Line("has to be true or false, not {kind}", kind=node.kind))
        return None
    return node.value


def day(scope: Scope, node: Node, path: str) -> date | None:
    """Return a day."""
    try:
        return date.fromisoformat(str(node.value))
    except ValueError:
        scope.refuse(node, path, Line("has to be a day such as 2026-03-02, not {kind}", kind=node.kind))
        return None


def width(scope: Scope, node: Node, path: str) -> int | None:
    """Return a width in characters."""
    if type(node.value) is not int or not _NARROWEST <= node.value <= WIDEST:
        facts = {"least": _NARROWEST, "most": WIDEST, "kind": node.kind}
        scope.refuse(node, path, Line("has to be a whole number from {least} to {most}, not {kind}", **facts))
        return None
    return int(node.value)


def texts(scope: Scope, node: Node, path: str) -> tuple[str, ...] | None:
    """Return one text or several, each once."""
    if type(node.value) is not list:
        one = text(scope, node, path)
        return None if one is None else (one,)
    if len(node.value) > _LONGEST_LIST:
        scope.refuse(node, path, Line("has more than {most} values", most=_LONGEST_LIST))
        return None
    found = [text(scope, child, place) for child, place in sequence(scope, node, path)]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def lights(scope: Scope, node: Node, path: str) -> tuple[str, ...] | None:
    """Return lights by their names; a Chinese colour is one too."""
    found = []
    for each in texts(scope, node, path) or ():
        meant = _COLOURS.get(each, each)
        if meant in set(Light):
            found.append(meant)
        else:
            facts = {"light": each, "hint": hint(each, (*Light, *_COLOURS))}
            scope.refuse(node, path, Line('no light "{light}"{hint}', **facts))
    return tuple(found)


def values(scope: Scope, node: Node, path: str) -> dict[str, Any]:
    """Return fields with the values that they have to hold."""
    found = {}
    for name, child, place in pairs(scope, node, path):
        if type(child.value) in {dict, list} or child.value is None:
            scope.refuse(child, place, Line("has to be a single value, not {kind}", kind=child.kind))
        else:
            found[name] = child.value
    return found


def said(scope: Scope, node: Node, path: str) -> dict[str, str]:
    """Return other words for what a column shows."""
    found = {}
    for name, child, place in pairs(scope, node, path):
        if (one := text(scope, child, place)) is not None:
            found[name] = one
    return found


def language(scope: Scope, node: Node, path: str) -> str | None:
    """Return the language in which the rest of a layout is worded."""
    return one_of(scope, node, path, LANGUAGES)


def one_of(scope: Scope, node: Node, path: str, known: tuple[str, ...]) -> str | None:
    """Return one of the known words."""
    if type(node.value) is str and node.value in known:
        return node.value
    facts = {"kind": node.kind, "hint": hint(str(node.value), known)}
    scope.refuse(node, path, Line("{kind} is not known here{hint}", **facts))
    return None


def rows_of(scope: Scope, node: Node, path: str) -> RowsOf | None:
    """Return what a row is."""
    found = one_of(scope, node, path, tuple(RowsOf))
    return None if found is None else RowsOf(found)


def order(scope: Scope, node: Node, path: str) -> Order | None:
    """Return an order of lists, or that of a field."""
    if type(node.value) is dict:
        found = _single(scope, node, path, ("field",))
        name = None if found is None else text(scope, found[1], found[2])
        return None if name is None else Order(field=name)
    found_order = one_of(scope, node, path, (*ORDERS, *(f"-{each}" for each in ORDERS)))
    return None if found_order is None else Order(found_order)


def source(scope: Scope, node: Node, path: str) -> Source | None:
    """Return what a column shows: a word, or a word with a name and perhaps a period."""
    if type(node.value) is not dict:
        word = one_of(scope, node, path, tuple(BY_WORD))
        if word is None:
            return None
        if BY_WORD[word].takes in {Takes.ROLE, Takes.FIELD}:
            facts = {"word": word, "takes": Line(BY_WORD[word].takes.value)}
            scope.refuse(node, path, Line("needs a name: write {{{word}: NAME}}, with the name of a {takes}", **facts))
            return None
        return Source(word)
    period = ""
    for key, child, place in pairs(scope, node, path):
        if key == "in":
            period = _period(scope, child, place)
    found = _single(scope, node, path, tuple(each.word for each in BY_WORD.values() if each.takes), beside=("in",))
    if found is None:
        return None
    word, child, place = found
    name = text(scope, child, place)
    if period and not BY_WORD[word].dated:
        dated = tuple(each.word for each in BY_WORD.values() if each.dated)
        scope.refuse(node, path, Line("only {words} take a period (`in`)", words=dated))
        return None
    return None if name is None else Source(word, "" if word == "report" and name == "all" else name, period)


def fill(scope: Scope, node: Node, path: str) -> Fill | None:
    """Return what may be filled in."""
    if type(node.value) is not dict:
        found = one_of(scope, node, path, (FillAs.NOTHING_NEW.value, FillAs.WHY.value))
        return None if found is None else Fill(FillAs(found))
    known = (FillAs.FIELD.value, FillAs.LINE.value)
    single = _single(scope, node, path, known, beside=("choices",))
    if single is None:
        return None
    name = text(scope, single[1], single[2])
    choices: tuple[str, ...] = ()
    for key, child, place in pairs(scope, node, path):
        if key == "choices":
            choices = texts(scope, child, place) or ()
    return None if name is None else Fill(FillAs(single[0]), name, choices)


def _single(
    scope: Scope, node: Node, path: str, known: tuple[str, ...], *, beside: tuple[str, ...] = ()
) -> tuple[str, Node, str] | None:
    """Return the one key of a mapping that is among the known ones, with its value."""
    found = [(key, child, place) for key, child, place in pairs(scope, node, path) if key not in beside]
    unknown = [key for key, _, _ in found if key not in known]
    if unknown:
        scope.refuse(node, path, Line('unknown key "{key}"{hint}', key=unknown[0], hint=hint(unknown[0], known)))
    elif len(found) != 1:
        scope.refuse(node, path, Line("needs one of {known}", known=known))
    else:
        return found[0]
    return None


def _period(scope: Scope, node: Node, path: str) -> str:
    given = str(node.value)
    if is_period(given):
        return given
    scope.refuse(node, path, Line("{kind} is no period; write one such as {known}", kind=node.kind, known=FORMS))
    return ""


def keys(scope: Scope, node: Node, path: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a mapping, each as its key is read; unknown keys are noted."""
    found: dict[str, Any] = {}
    for key, child in node.value.items():
        place = f"{path}.{key}" if path else str(key)
        if key not in known:
            scope.refuse(key, path, Line('unknown key "{key}"{hint}', key=str(key), hint=hint(str(key), known)))
            continue
        value = known[key].read(scope, child, place)
        if value is not None:
            found[str(key)] = value
    return found
