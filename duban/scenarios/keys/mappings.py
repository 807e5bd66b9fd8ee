"""All mappings of the language, for the reference and `duban scenario diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.keys.acts import ALL, CORRECTS, EACH, EXCUSE, EXTENSION, OPENS, OPINION, TRANSITION, VOIDS
from duban.scenarios.keys.frame import CALENDAR, FIELD, NUMBER, ROLE, STATE
from duban.scenarios.keys.others import (
    BREAKDOWN,
    CHILDREN,
    COUNTED,
    DAY,
    HAND_IN,
    NOTHING_NEW,
    PROGRESS,
    QUOTA,
    REPEATED,
    REPEATS,
    SHEET,
    TARGET,
)
from duban.scenarios.keys.scenario import SCENARIO
from duban.scenarios.keys.telling import (
    ANNOUNCEMENT,
    INSTRUCTIONS,
    PAPER,
    REMARKS,
    URGE,
    URGE_STEP,
    message_mappings,
)
from duban.scenarios.keys.timing import CLOCK, LENGTHS, REVIEW, RUNG
from duban.scenarios.keys.trying import (
    ASKED,
    EXAMPLE,
    EXCUSED,
    EXPECTATION,
    LINKED,
    OPENING,
    PART,
    STEP,
    TARGET_EXPECTED,
    contact_mapping,
)

if TYPE_CHECKING:
    from duban.scenarios.keys.declaring import Keys

RULES: tuple[Keys[Any], ...] = (
    SCENARIO,
    CALENDAR,
    NUMBER,
    ROLE,
    FIELD,
    STATE,
    TRANSITION,
    ALL,
    EACH,
    EXCUSE,
    OPENS,
    CLOCK,
    LENGTHS,
    REVIEW,
    RUNG,
    PAPER,
    ANNOUNCEMENT,
    EXTENSION,
    OPINION,
    CORRECTS,
    VOIDS,
    URGE,
    URGE_STEP,
    REMARKS,
    INSTRUCTIONS,
    CHILDREN,
    BREAKDOWN,
    REPEATS,
    REPEATED,
    SHEET,
    HAND_IN,
    NOTHING_NEW,
    PROGRESS,
    TARGET,
    QUOTA,
    COUNTED,
)
"""The mappings that a definition is read from, except for its messages, whose keys the media declare."""

WRITTEN_SHORT = (DAY,)
"""Parts of a definition that are not mappings in a file, but have labels."""


def mappings() -> tuple[Keys[Any], ...]:
    """Return all mappings in the order of the reference, with the keys of the installed media."""
    ours = (EXAMPLE, OPENING, contact_mapping(), STEP, ASKED, EXCUSED, PART, LINKED, EXPECTATION, TARGET_EXPECTED)
    return (*RULES, *message_mappings(), *ours)
