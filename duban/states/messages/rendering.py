"""Fill in a whole message for the medium by which it is sent."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from duban.states.messages.templates import Filling

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duban.states.definition import MessageForm
    from duban.states.messages.medium import Medium, Rendered


def render(
    medium: Medium,
    form: MessageForm,
    context: Mapping[str, Any],
    *,
    zone: tzinfo = UTC,
    because: str = "",
    withheld: Collection[str] = (),
) -> Rendered:
    """Return a message filled in for a medium, with instants shown in `zone`.

    If somebody else gets it than its recipient, `because` says why, and `withheld` names the fields that this one may
    not see, whose values in the context are `Withheld`. Raise `TemplateError`, with the part, the line and the missing
    name, if a template fails.
    """
    rendered = medium.render(form, Filling(context, zone, withheld))
    return medium.because(rendered, because) if because else rendered
