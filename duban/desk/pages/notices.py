"""What a page says was done just now: its address bears a code, and only what we have words for is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.forms import whole
from duban.desk.models import matter_in_reach
from duban.desk.models.matter import TITLE_TEXTS

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.states import Definition

ACT, TASKS = "act", "tasks"
OPENED, STANDS, FOLLOWED = "opened", "stands", "followed"

GRANT, PART, REFUSE, OPINE, SIGN, WITHDRAW = "grant", "part", "refuse", "opine", "sign", "withdraw"
RECORD = "record"
"""What the buttons of a request say that they do."""

DECIDED_TEXTS = {
    GRANT: "granted",
    PART: "granted in part",
    RECORD: "decision of the leader recorded",
    REFUSE: "refused",
    OPINE: "opinion recorded",
    SIGN: "signed and sent",
    WITHDRAW: "request taken back",
}
_OTHER_TEXTS = {
    OPENED: "Open a matter",
    STANDS: "it stands already, and was not opened again",
    FOLLOWED: "changed as the plan has it now",
}


def done_to_matter(visit: Visit, definition: Definition) -> str:
    """Return what was done to a matter just now, by the code in its address: an act of its scenario, or one of ours."""
    code, of = visit.query.get("done"), visit.query.get("of")
    match code:
        case "act":
            return of if of in definition.transitions else ""
        case "tasks":
            count = whole(of)
            return "" if count is None else words.text("{count} tasks opened", count=count)
        case _:
            said = (TITLE_TEXTS | DECIDED_TEXTS | _OTHER_TEXTS).get(code)
            return "" if said is None else words.text(said)


def matter_named(visit: Visit, name: str = "of") -> str:
    """Return the number of a matter that an address names, if it is one that the visitor reaches."""
    number = visit.query.get(name)
    if not number:
        return ""
    found = matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, number)
    return "" if found is None else found.number
