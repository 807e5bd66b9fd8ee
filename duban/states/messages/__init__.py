"""What a message is before anybody sends it: its templates, filled in within a sandbox. Pure."""

from duban.states.messages.templates import Rendered, check_template, fill_text, render

__all__ = ["Rendered", "check_template", "fill_text", "render"]
