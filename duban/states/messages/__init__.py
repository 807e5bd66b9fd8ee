"""Messages before they are sent: the media that exist, and the templates that are filled in.

No I/O, except that the register reads once which packages are installed. Templates are filled in by a sandbox that only
sending needs, so `duban.states` loads it when it is first used.
"""

from duban.states.messages.medium import USUAL_MEDIUM, FormFlaw, FormKey, Medium, Rendered, Takes, templates_in
from duban.states.messages.registry import find_medium, media, medium_named, medium_title, register_medium

__all__ = [
    "USUAL_MEDIUM",
    "FormFlaw",
    "FormKey",
    "Medium",
    "Rendered",
    "Takes",
    "find_medium",
    "media",
    "medium_named",
    "medium_title",
    "register_medium",
    "templates_in",
]
