"""Reads `papers`: what an office issues under its signature, and how that is numbered."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from duban.scenarios.checkers import (
    TEXT,
    by_word,
    duration,
    flag,
    list_of,
    many,
    message,
    name_problem,
    named,
    named_shape,
    one_of,
    recipients,
    refers,
    sequence,
    shaped,
    text,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import AFTER, PAPER_FORMS, Paper
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

_PLACES = ("seq", "year", "month")
_WIDTH = re.compile(r"(0?[1-9])?d?")
_LONGEST = 40


@shaped(lambda: {**TEXT, "pattern": r"\{seq[:}]"})
def _number(scope: Scope, node: Node, path: str) -> str | None:
    """Check the pattern of a paper's number: it has {seq}, and may have {year} and {month}."""
    pattern = text(scope, node, path)
    if pattern is None:
        return None
    try:
        parts = [part for part in string.Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        facts = {"pattern": pattern, "example": "DB-{year}-{seq}"}
        scope.refuse(node, path, Line('"{pattern}" has an unpaired brace; write it like {example}', **facts))
        return None
    for _, name, spec, conversion in parts:
        if name not in _PLACES or conversion or not _WIDTH.fullmatch(spec or ""):
            written = f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}"
            said = Line("{place} is not for papers; there are {{seq}}, {{year}} and {{month}}", place=written)
            scope.refuse(node, path, said)
    if all(name != "seq" for _, name, _, _ in parts):
        scope.refuse(node, path, Line("has to use {place}, or numbers would repeat", place="{seq}"))
    if len(pattern) > _LONGEST or name_problem(pattern, frozenset()):
        said = Line("a number has no invisible characters, and its pattern at most {most}", most=_LONGEST)
        scope.refuse(node, path, said)
    return pattern


@shaped(lambda: {**list_of(TEXT), "minItems": 1, "uniqueItems": True})
def _levels(scope: Scope, node: Node, path: str) -> tuple[str, ...] | None:
    found = [text(scope, child, place) for child, place in sequence(scope, node, path)]
    words = tuple(each for each in found if each is not None)
    if node.value == []:
        scope.refuse(node, path, Line("is an empty list; leave the key out or name one"))
    if len(set(words)) < len(words):
        scope.refuse(node, path, Line("names a level twice"))
    return words or None


PAPER = Keys(
    "paper",
    Paper,
    Key(
        "message",
        message,
        "The wording of the paper, sent once it is signed.",
        "message sent",
        default="",
        required=True,
    ),
    Key("draft", message, "What the signer is told; left out: duban's own wording.", "what the signer is told"),
    Key(
        "number",
        _number,
        "{seq}, with or without {year} and {month}: counted in the local year with all papers of the same pattern.",
        "pattern of numbers",
        default="",
        required=True,
    ),
    Key("number_at", one_of("sign"), "When it is numbered: as it is signed, which left out means too.", field=None),
    Key("levels", _levels, "What the first, the second, … for one item is called; later ones as the last.", "levels"),
    Key("reply_within", duration, "How long whom it goes to may take to answer it.", "time to answer"),
    Key("asks", many(refers("field")), "The fields that the signer has to write.", "what the signer writes"),
    Key(
        "by",
        many(refers("role")),
        "The roles whose people may draft it by hand.",
        "drafters",
    ),
    Key("on", many(refers("trigger")), "The triggers after which it is drafted.", "drafted on"),
    Key("after", many(by_word({word: word for word in AFTER})), "The acts of the engine after which it is drafted."),
    Key("to", recipients, "Whom it goes to, unless a rung that drafts it says so.", "whom it goes to"),
    Key("copy", recipients, "Who gets a copy, likewise.", "who gets a copy"),
    Key("sign", refers("role"), "The role of which a person signs it, likewise.", "who signs"),
    Key(
        "document",
        message,
        "The message whose subject and text are the title and the body of its document; left out: its `message`.",
        "wording of the document",
    ),
    Key(
        "figures",
        refers("field"),
        "The field with the frozen figures of a bulletin: its document has their text, tables and charts.",
        "figures of the document",
    ),
    Key(
        "form",
        one_of(*PAPER_FORMS),
        "In which form its document is typeset; left out: by its name.",
        "form of the document",
    ),
    Key(
        "office",
        text,
        "The office in the head and at the foot of its document; left out: the unit that signs it.",
        "office",
    ),
    Key("evidence", flag, "Its document lists the files of its item.", "list of files"),
    Key("four_eyes", flag, "Nobody signs what he has drafted or edited himself.", "four eyes"),
    Key("voids", many(refers("role")), "The roles that may void it; left out: who signs it.", "who voids it"),
    untold=("name", "after"),
)


@shaped(lambda: named_shape(PAPER.shape()))
def read_papers(scope: Scope, node: Node | None, section: str) -> dict[str, Paper]:
    """Return the papers by name."""
    papers = {}
    for key, child, path in named(scope, node, section):
        found = PAPER.read(scope, child, path)
        papers[str(key)] = PAPER.build(found, name=str(key))
    return papers
