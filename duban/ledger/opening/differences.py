"""What a paper that is read again says otherwise than the matter that was opened for it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Definition
    from duban.workflow import Directory, Instance, NewItem

TITLE = "title"
_DEADLINE, _CONTENT = "deadline", "content"
BESIDE_FIELDS = ("deadline_text", "item_no", "plan")
"""Fields that say where a task stands in its plan; they differ only if the paper says something of them."""

OWN, CLOSED, BY_HAND, BESIDE = "changed-here", "closed", "by-hand", "beside"


@dataclass(frozen=True, slots=True)
class Difference(Jsonable):
    """One thing that differs: `title`, a role or a field; as it is registered, and as the paper has it now.

    `left` says why it would stay as it is, if the paper is not to be followed: `changed-here` if the matter has had
    before what the paper says, so that somebody may have changed it here since; `closed` if the matter is closed;
    `by-hand` if nothing can carry it out, as a deadline that is to go; `beside` if only the task's number, or the
    wording of its deadline, is another, for which nobody is to be told of a correction. It is empty if a correction or
    an assignment would carry it out.
    """

    what: str
    label: str
    there: str
    here: str
    left: str = ""

    def text(self, number: str) -> str:
        """Return the sentence for the matter with this number."""
        none = words.text("none given")
        facts = {"number": number, "label": self.label, "there": self.there or none, "here": self.here or none}
        if self.left == OWN and self.what != _CONTENT:
            return words.text(
                "{number}: {label} is {there} now; the paper has {here}, as it was before; correct it if it is meant",
                **facts,
            )
        if self.left == OWN:
            return words.text(
                "{number}: the text was changed; the paper has one that stood here before; correct it if it is meant",
                **facts,
            )
        if self.what == TITLE:
            facts["title"] = self.there
            return words.text("it stands as {number} under another title, “{title}”, which was left as it is", **facts)
        if self.what == _DEADLINE:
            return words.text(
                "it stands as {number} with the deadline {there}, not {here}; it was left as it is", **facts
            )
        if self.what == _CONTENT:
            return words.text("it stands as {number} with another text, which was left as it is", **facts)
        return words.text("it stands as {number} with {label} {there}, not {here}; it was left as it is", **facts)


def differences(
    definition: Definition, directory: Directory, asked: NewItem, standing: Instance
) -> Iterator[Difference]:
    """Yield how a matter that is read again differs from the existing instance: title, units, text and date."""
    title = asked.get("title")
    if title and title != standing.title:
        yield Difference(TITLE, words.text("title"), standing.title, title)
    for role, names in asked.get("units", {}).items():
        declared, registered = definition.roles.get(role), standing.units.get(role, ())
        here = directory.expand([names] if isinstance(names, str) else names).units
        if declared is not None and set(here) != set(registered):
            yield Difference(role, declared.title, words.listed(registered), words.listed(here))
    data = asked.get("data", {})
    for name in (_CONTENT, _DEADLINE, *(name for name in BESIDE_FIELDS if name in data)):
        declared_field = definition.fields.get(name)
        if declared_field is None or (declared_field.private and name not in standing.data):
            continue
        there, now = shown_value(standing.data.get(name)), shown_value(data.get(name))
        if there != now:
            yield Difference(name, declared_field.title, there, now)


def shown_value(value: Any) -> str:  # noqa: ANN401 - any value of a field
    """Return a value of a field as a difference shows it."""
    return "" if value is None else str(value)
