"""Reads `urge`, `remarks` and `instructions`: what people may say about an instance beside its acts, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import duration, many, message, recipients, refers, shaped
from duban.scenarios.keys.acts import opened_by_instruction
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Instructions, Remarks, Urging

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

URGE = Keys(
    "urge",
    Urging,
    Key("by", many(refers("role")), "The role that may urge; left out: the one that opens.", "who may urge"),
    Key("notify", recipients, "Who is told and has to answer; left out: those whose turn it is.", "who is told"),
    Key("copy", recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording; left out: duban's own.", "message sent"),
    Key(
        "at_least",
        duration,
        "How long after an urge the next may follow; left out: 1 working day.",
        "shortest time between two",
    ),
)

REMARKS = Keys(
    "remarks",
    Remarks,
    Key(
        "seen_by",
        many(refers("role")),
        "The roles that read remarks for the office, besides who wrote them; left out: the one that opens.",
        "who reads what is for the office",
        required=True,
    ),
)


INSTRUCTIONS = Keys(
    "instructions",
    Instructions,
    Key("of", refers("role"), "The role of the leaders whose instructions they are.", "whose they are", required=True),
    Key(
        "recorded_by",
        many(refers("role")),
        "The role that records them; left out: the one that opens.",
        "who records them",
    ),
    Key(
        "seen_by",
        many(refers("role")),
        "The roles that read the text, besides the leaders; left out: those that record.",
        "who reads them",
    ),
    Key("notify", recipients, "Who is told what is asked for; left out: those whose turn it is.", "who is told"),
    Key("copy", recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording; left out: duban's own.", "message sent"),
    Key("opens", opened_by_instruction, "The linked item that an instruction can open.", "item opened beside"),
    Key(
        "reply_to",
        recipients,
        "Who is told what came of the item that an instruction has opened; left out: the leaders.",
        "who is told the result",
    ),
)


@shaped(URGE.shape)
def read_urge(scope: Scope, node: Node | None, section: str) -> Urging | None:
    """Return who may urge, and how."""
    return None if node is None else URGE.build(URGE.read(scope, node, section))


@shaped(REMARKS.shape)
def read_remarks(scope: Scope, node: Node | None, section: str) -> Remarks | None:
    """Return who reads remarks for the office."""
    found = {} if node is None else REMARKS.read(scope, node, section)
    return REMARKS.build(found) if found.get("seen_by") else None


@shaped(INSTRUCTIONS.shape)
def read_instructions(scope: Scope, node: Node | None, section: str) -> Instructions | None:
    """Return whose instructions are recorded, and what comes of them."""
    found = {} if node is None else INSTRUCTIONS.read(scope, node, section)
    return INSTRUCTIONS.build(found) if found.get("of") else None
