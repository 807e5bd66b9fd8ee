"""The scenario's own tests."""

from duban.scenarios.keys.trying.examples import EXAMPLE, OPENING, contact_mapping, read_examples
from duban.scenarios.keys.trying.steps import ASKED, DEEDS, EXCUSED, EXPECTATION, LINKED, PART, STEP, TARGET_EXPECTED

__all__ = [
    "ASKED",
    "DEEDS",
    "EXAMPLE",
    "EXCUSED",
    "EXPECTATION",
    "LINKED",
    "OPENING",
    "PART",
    "STEP",
    "TARGET_EXPECTED",
    "contact_mapping",
    "read_examples",
]
