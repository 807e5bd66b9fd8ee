"""A whole message, filled in for the medium that it leaves by."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from duban.states.messages.templates import Filling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states.definition import MessageForm
    from duban.states.messages.medium import Medium, Rendered


def render(
    medium: Medium, form: MessageForm, context: Mapping[str, Any], *, zone: tzinfo = UTC, because: str = ""
) -> Rendered:
    """Fill in a message for a medium, instants shown in `zone`; `because` says why somebody else gets it.

    Raises `TemplateError` that names the part, the line and the name that is missing.
    """
    rendered = medium.render(form, Filling(context, zone))
    return medium.because(rendered, because) if because else rendered
