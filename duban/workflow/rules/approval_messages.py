"""The wording of the engine's own messages about acts that wait for approval, and about opinions on requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import MessageForm

if TYPE_CHECKING:
    from collections.abc import Iterator


def opinions_text() -> str:
    """Return what a message to those who decide says of the opinions that were asked for."""
    given = words.text("{% for each in decision.opinions %}Opinion of {{ each.by }}: {{ each.text }}\n{% endfor %}")
    missing = words.text("{% if decision.missing %}Opinion not given yet: {{ decision.missing }}\n{% endif %}")
    return "{% if decision.opinions is defined %}" + given + missing + "{% endif %}"


def approval_forms(waits: str, decided: str, opinion: str, *, who: str, why: str, heard: str) -> Iterator[MessageForm]:
    """Yield the wording of a request to approve an act, of what was decided on it, and of a request for an opinion."""
    yield MessageForm(
        waits,
        {
            "subject": words.text("[For approval] {{ item.title }}: {{ decision.act }} ({{ item.number }})"),
            "text": who
            + words.text("{{ decision.by }} asks to {{ decision.act }}, which takes your approval.\n")
            + why
            + heard
            + words.text(
                "Please approve or refuse it (decision {{ decision.id }}). Until it is approved, nothing changes.\n"
            ),
        },
    )
    yield MessageForm(
        decided,
        {
            "subject": words.text(
                "[{% if decision.lapsed %}Approved too late{% elif decision.approved %}Approved"
                "{% else %}Not approved{% endif %}] {{ item.title }}: {{ decision.act }} ({{ item.number }})"
            ),
            "text": who
            + words.text(
                "Your request to {{ decision.act }} was "
                "{% if decision.approved %}approved{% else %}not approved{% endif %}"
                "{% if decision.on_behalf %} by {{ decision.on_behalf }}{% endif %}.\n"
            )
            + words.text("{% if decision.lapsed %}It could not be done any more: {{ decision.why }}\n{% endif %}")
            + words.text("{% if decision.note %}The decision's reason: {{ decision.note }}\n{% endif %}"),
        },
    )
    yield MessageForm(
        opinion,
        {
            "subject": words.text("[Your opinion] {{ item.title }} ({{ item.number }})"),
            "text": who
            + words.text(
                "{{ decision.by }} asks "
                "{% if decision.act is defined %}to {{ decision.act }}"
                "{% else %}for {{ decision.length }} more for “{{ decision.clock }}”, which is due on "
                "{{ decision.before | date }} and would be due on {{ decision.after | date }}{% endif %}.\n"
            )
            + why
            + words.text(
                "Please say what you think of it (request {{ decision.id }}); "
                "somebody else decides, and reads what you say.\n"
            ),
        },
    )
