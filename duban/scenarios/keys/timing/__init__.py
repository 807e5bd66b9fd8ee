"""How time runs: clocks, what they are due by, and their ladders."""

from duban.scenarios.keys.timing.clocks import CLOCK, REVIEW, read_clocks
from duban.scenarios.keys.timing.ladder import RUNG, read_ladders
from duban.scenarios.keys.timing.lengths import LENGTHS

__all__ = [
    "CLOCK",
    "LENGTHS",
    "REVIEW",
    "RUNG",
    "read_clocks",
    "read_ladders",
]
