"""What happens: the engine, the timers, the outbox dispatcher and the daemon."""

from duban.workflow.directory import Directory, Expansion, Reached
from duban.workflow.errors import DirectoryError
from duban.workflow.office_text import decode_office_text
from duban.workflow.people import Contact, Level, Unit

__all__ = [
    "Contact",
    "Directory",
    "DirectoryError",
    "Expansion",
    "Level",
    "Reached",
    "Unit",
    "decode_office_text",
]
