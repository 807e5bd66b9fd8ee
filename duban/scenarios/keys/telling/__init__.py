"""Who is told, in which words and on what paper."""

from duban.scenarios.keys.telling.announce import ANNOUNCEMENT, read_announcements
from duban.scenarios.keys.telling.messages import form_keys, message_mappings, read_messages
from duban.scenarios.keys.telling.papers import PAPER, read_papers
from duban.scenarios.keys.telling.urge import (
    INSTRUCTIONS,
    REMARKS,
    URGE,
    URGE_STEP,
    read_instructions,
    read_remarks,
    read_urge,
)

__all__ = [
    "ANNOUNCEMENT",
    "INSTRUCTIONS",
    "PAPER",
    "REMARKS",
    "URGE",
    "URGE_STEP",
    "form_keys",
    "message_mappings",
    "read_announcements",
    "read_instructions",
    "read_messages",
    "read_papers",
    "read_remarks",
    "read_urge",
]
