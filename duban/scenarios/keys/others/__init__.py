"""What a scenario has to do with other instances: parts, periods, targets, sheets."""

from duban.scenarios.keys.others.children import BREAKDOWN, CHILDREN, read_children
from duban.scenarios.keys.others.repeats import DAY, REPEATED, REPEATS, read_repeats
from duban.scenarios.keys.others.reporting import HAND_IN, NOTHING_NEW, PROGRESS, SHEET, read_progress, read_sheet
from duban.scenarios.keys.others.target import TARGET, read_target
from duban.scenarios.keys.others.targets import COUNTED, QUOTA, read_targets

__all__ = [
    "BREAKDOWN",
    "CHILDREN",
    "COUNTED",
    "DAY",
    "HAND_IN",
    "NOTHING_NEW",
    "PROGRESS",
    "QUOTA",
    "REPEATED",
    "REPEATS",
    "SHEET",
    "TARGET",
    "read_children",
    "read_progress",
    "read_repeats",
    "read_sheet",
    "read_target",
    "read_targets",
]
