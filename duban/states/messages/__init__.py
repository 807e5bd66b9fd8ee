"""What a message is before anybody sends it: the media there are, and the templates that are filled in.

Pure but for the register's one look at the installed packages. Templates are filled in within a sandbox, which only
whoever sends needs: `duban.states` loads it when it is asked for.
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
