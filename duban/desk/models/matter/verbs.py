"""What can be done with a matter besides its scenario's acts, or why not and who can: 延期, 备注, 催办, 更正, 作废."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.matter.people import who_can
from duban.ledger import length_words

if TYPE_CHECKING:
    from duban.desk.models.rulebook import Rulebook
    from duban.workflow import Engine, Possible, Situation

TITLE_TEXTS = {
    "extend": "ask for more time",
    "urge": "urge the unit",
    "answer": "answer what was asked",
    "remark": "write a remark",
    "call": "note a call",
    "hand_on": "hand it to a colleague",
    "assign": "name its units",
    "excuse": "excuse a unit",
    "divide": "hand out parts",
    "link": "link it with another",
    "instruct": "record an instruction",
    "correct": "correct what is recorded",
    "merge": "merge it into another",
    "void": "end it as void",
}
"""What each is called on its button, in this order on the page."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One of these: whether it can be done now, or why not and who can; `hint` says what it does.

    `verb` and `about` are those of the engine's `Possible`, but for `call`, which is a remark.
    """

    verb: str
    about: str
    title: str
    ok: bool
    hint: str
    reasons: tuple[str, ...] = ()
    who_can: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """Return the name of its page."""
        return "matter-" + self.verb.replace("_", "-")


def verbs_of(engine: Engine, standing: Situation, rulebook: Rulebook) -> tuple[Verb, ...]:
    """Return what can be done with a matter besides its acts, those that cannot be done now included."""
    found = {verb: [each for each in standing.possible if each.verb == verb] for verb in TITLE_TEXTS}
    found["call"] = [each for each in found["remark"] if each.ok]
    several = {act.trigger for act in standing.each if act.asked > 1}
    found["excuse"] = [each for each in found["excuse"] if each.about in several]
    return tuple(
        verb_of(engine, standing, rulebook, possible, verb) for verb, those in found.items() for possible in those
    )


def verb_of(engine: Engine, standing: Situation, rulebook: Rulebook, possible: Possible, verb: str = "") -> Verb:
    """Return one of them as pages show it."""
    verb = verb or possible.verb
    roles = [role for blocker in possible.blockers if blocker.code == "role" for role in blocker.facts.get("roles", ())]
    return Verb(
        verb=verb,
        about=possible.about,
        title=words.text(TITLE_TEXTS[verb]),
        ok=possible.ok,
        hint=_hint(standing, rulebook, possible, verb) if possible.ok else "",
        reasons=tuple(map(str, possible.blockers)),
        who_can=who_can(engine, standing.instance, roles),
    )


def _hint(standing: Situation, rulebook: Rulebook, possible: Possible, verb: str) -> str:
    roles = standing.definition.roles
    decided_by = [roles[role].title for role in possible.approve if role in roles]
    asked = words.text("is only asked for until {roles} agrees", roles=decided_by) if decided_by else ""
    match verb:
        case "extend":
            said = extension_words(standing, rulebook, possible)
        case "urge":
            turn = "" if standing.turn is None else roles[standing.turn].title
            whom = words.headed(turn, words.listed(standing.waits_for)) if turn else ""
            said = words.joined([whom, words.text("they are told in office hours, and can answer")])
        case "answer":
            said = asked_words(standing, possible)
        case "void":
            said = words.text("it is not to be done any more, and counts as not done")
        case "merge":
            said = words.text("the other one is the same matter; whatever comes is done there")
        case "excuse":
            said = words.text(
                "“{trigger}”: an excused unit is not reminded any more, nor counted", trigger=possible.about
            )
        case "divide":
            said = words.joined([words.text("each part is a matter with a number of its own"), dividable(standing)])
        case "hand_on":
            said = words.text("your unit stays in charge; messages go to this person")
        case _:
            said = ""
    return words.joined([said, asked])


def dividable(standing: Situation) -> str:
    """Return which units can be given a part, if the scenario says it; empty if all can."""
    item = standing.instance
    each = next((rule.each for rule in standing.definition.children if item.state in rule.divided_in), None)
    units = item.units.get(each, ()) if each else ()
    return words.text("it can be given to {units}", units=units) if units else ""


def extension_words(standing: Situation, rulebook: Rulebook, possible: Possible) -> str:
    """Return what may be asked for: 整改时限现在到12月7日（周一），最多再延10个工作日，到12月21日（周一）."""
    clock = next((each for each in standing.clocks if each.clock == possible.about), None)
    if clock is None or clock.due_on is None or possible.until is None or possible.at_most is None:
        return possible.about
    year = rulebook.today.year
    return words.text(
        "“{clock}” is due on {now}; at most {length} more, until {until}",
        clock=possible.about,
        now=words.written_day(clock.due_on, this_year=year),
        length=length_words(possible.at_most),
        until=words.written_day(possible.until, this_year=year),
    )


def asked_words(standing: Situation, possible: Possible) -> str:
    """Return what is asked for an answer: who urged and in which words, or the number of the paper."""
    for urge in standing.urges:
        if str(urge.seq) == possible.about:
            return words.joined([words.text("urged by {by}", by=urge.by), urge.note or ""])
    numbers = [paper.number for paper in standing.papers if str(paper.seq) == possible.about]
    return words.listed(numbers)
