"""All mappings of the language, for the reference and `duban scenario diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.keys.announce import ANNOUNCEMENT
from duban.scenarios.keys.approving import OPINION, VOIDS
from duban.scenarios.keys.calendar import CALENDAR
from duban.scenarios.keys.children import BREAKDOWN, CHILDREN
from duban.scenarios.keys.clocks import CLOCK, REVIEW
from duban.scenarios.keys.corrects import CORRECTS
from duban.scenarios.keys.each import EACH, EXCUSE
from duban.scenarios.keys.examples import EXAMPLE, OPENING, contact_mapping
from duban.scenarios.keys.extension import EXTENSION
from duban.scenarios.keys.fields import FIELD
from duban.scenarios.keys.ladder import RUNG
from duban.scenarios.keys.lengths import LENGTHS
from duban.scenarios.keys.messages import message_mappings
from duban.scenarios.keys.numbers import NUMBER
from duban.scenarios.keys.opens import OPENS
from duban.scenarios.keys.papers import PAPER
from duban.scenarios.keys.repeats import DAY, REPEATED, REPEATS
from duban.scenarios.keys.reporting import HAND_IN, NOTHING_NEW, PROGRESS, SHEET
from duban.scenarios.keys.roles import ROLE
from duban.scenarios.keys.scenario import SCENARIO
from duban.scenarios.keys.states import STATE
from duban.scenarios.keys.steps import ASKED, EXCUSED, EXPECTATION, LINKED, PART, STEP, TARGET_EXPECTED
from duban.scenarios.keys.target import TARGET
from duban.scenarios.keys.targets import COUNTED, QUOTA
from duban.scenarios.keys.transitions import ALL, TRANSITION
from duban.scenarios.keys.urge import INSTRUCTIONS, REMARKS, URGE

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
