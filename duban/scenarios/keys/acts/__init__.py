"""What people may do: transitions and what hangs on them, more time, corrections."""

from duban.scenarios.keys.acts.approving import OPINION, VOIDS, read_voids
from duban.scenarios.keys.acts.corrects import CORRECTS, read_corrects
from duban.scenarios.keys.acts.each import EACH, EXCUSE
from duban.scenarios.keys.acts.extension import EXTENSION, read_extensions
from duban.scenarios.keys.acts.opens import OPENS, opened_by_instruction
from duban.scenarios.keys.acts.transitions import ALL, TRANSITION, check_pulled, read_transitions

__all__ = [
    "ALL",
    "CORRECTS",
    "EACH",
    "EXCUSE",
    "EXTENSION",
    "OPENS",
    "OPINION",
    "TRANSITION",
    "VOIDS",
    "check_pulled",
    "opened_by_instruction",
    "read_corrects",
    "read_extensions",
    "read_transitions",
    "read_voids",
]
