"""Reads `urge`, `remarks` and `instructions`: what people may say about an instance beside its acts, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import (
    duration,
    flag,
    list_of,
    many,
    message,
    moment,
    one_of,
    recipients,
    refers,
    sequence,
    shaped,
)
from duban.scenarios.keys.acts import opened_by_instruction
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Instructions, Level, Remarks, UrgeStep, Urging
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

URGE_STEP = Keys(
    "unanswered",
    UrgeStep,
    Key(
        "at",
        moment,
        "When, as in a ladder: due (nobody has answered in time), due + 2 working days, start + 1 working day.",
        "moment",
        required=True,
    ),
    Key(
        "level",
        many(one_of(*Level)),
        "Whom of the units that have not answered: deputy, head.",
        "who is told",
        field="levels",
        required=True,
    ),
    Key("copy", recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording; left out: duban's own.", "message sent"),
    Key("urgent", flag, "It does not wait for office hours.", "sent outside office hours too"),
)


@shaped(lambda: list_of(URGE_STEP.shape()))
def _steps(scope: Scope, node: Node, path: str) -> tuple[UrgeStep, ...]:
    """Return the steps by which an urge goes up that nobody answers."""
    steps: dict[str, UrgeStep] = {}
    for entry, place in sequence(scope, node, path):
        found = URGE_STEP.read(scope, entry, place)
        at = found.get("at")
        if at is None or not found.get("level"):
            continue
        if at.sign < 0:
            said = Line("comes before the answer is due; an urge goes up once it is, or some time after it was made")
            scope.refuse(entry.value["at"], f"{place}.at", said)
        elif str(at) in steps:
            scope.refuse(entry, place, Line('a second step "{at}"; name all levels in one', at=str(at)))
        else:
            steps[str(at)] = URGE_STEP.build(found)
    return tuple(steps.values())


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
    Key(
        "answer_within",
        duration,
        "How long there is to answer an urge; left out: 1 working day, if it goes up.",
        "time to answer",
    ),
    Key(
        "unanswered",
        _steps,
        "The steps by which an urge goes up that nobody has answered, and that nobody has acted on.",
        "where it goes if nobody answers",
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
