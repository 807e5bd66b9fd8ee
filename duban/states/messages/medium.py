"""What a medium says of itself: which addresses it takes, what a message must have for it, how it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct, field
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.states.definition import MessageForm
    from duban.states.messages.templates import Filling

USUAL_MEDIUM = "email"
"""The medium of `mailto:`, and of whoever set up no channel at all."""


class Takes(StrEnum):
    """What may stand under a key of a message: a text as it is, a template, or a mapping of names to templates."""

    TEXT = "text"
    TEMPLATE = "template"
    TEMPLATES = "templates"


class FormKey(Struct, frozen=True):
    """One key of a message in a scenario file, or keys of its own under it.

    `meaning` is what an editor shows, `label` what the office calls it. A message that has a key which `suffices` can
    leave by the key's medium.
    """

    takes: Takes | Mapping[str, FormKey]
    meaning: str
    label: str
    required: bool = False
    suffices: bool = True


class FormFlaw(Struct, frozen=True):
    """What is wrong with a message in a scenario file: at which key, such as `("sms", "values")`, and at which name."""

    key: tuple[str, ...]
    problem: str
    name: str | None = None


class Rendered(Struct, frozen=True):
    """A message filled in for one medium; `fields` are further fields of the `Message` that its channels get."""

    subject: str = ""
    text: str = ""
    html: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


class Medium:
    """Is the base of all media: each is one file, and one entry point in the group `duban.media`.

    `address`, `keys` and `render` are a medium's own; all else is as most have it.
    """

    name: ClassVar[str]
    """What channels, settings and the outbox call it."""
    title: ClassVar[str]
    """What people call it."""
    columns: ClassVar[tuple[str, ...]]
    """The heads that its column of contacts.csv may have, the column's own name first."""
    address_meaning: ClassVar[str] = "The address."
    """What an editor shows of the column, where an example of a scenario names contacts."""
    contact_field: ClassVar[str | None] = None
    """The field of `Contact` that holds an address; left out, it is in `addresses` under the medium's name."""
    keys: ClassVar[Mapping[str, FormKey]] = {}
    """The keys of a message that are this medium's, by name."""

    @property
    def column(self) -> str:
        """Return the name of its column of contacts.csv."""
        return self.columns[0]

    def address(self, text: str) -> str:
        """Return an address as it is kept; raises ValueError with what is wrong with it, and what to write instead."""
        return text

    def address_of(self, contact: Any) -> str | None:  # noqa: ANN401 - a `Contact`, of whom this room knows nothing
        """Return the address by which a contact is reached, if there is one."""
        if self.contact_field is None:
            found: str | None = contact.addresses.get(self.name)
        else:
            found = getattr(contact, self.contact_field)
        return found or None

    def carries(self, form: MessageForm) -> bool:
        """Return whether a message says something that can leave by this medium."""
        return any(key in form.parts for key, declared in self.keys.items() if declared.suffices)

    def flaws(self, parts: Mapping[str, Any]) -> Iterable[FormFlaw]:  # noqa: ARG002 - most keys are checked one by one
        """Return what is wrong with a message in a scenario file, each of its keys being what the key takes."""
        return ()

    def render(self, form: MessageForm, fill: Filling) -> Rendered:
        """Return a message filled in; raises TemplateError."""
        raise NotImplementedError

    def because(self, rendered: Rendered, reason: str) -> Rendered:
        """Return a message that says before all else why it comes to somebody else than it is meant for."""
        text, html = rendered.text, rendered.html
        return replace(
            rendered,
            text=f"（{reason}）\n\n{text}" if text else text,
            html=f"<p>（{escape(reason)}）</p>\n{html}" if html else html,
        )

    def check(self, message: Any) -> None:  # noqa: ANN401 - a `Message`, of which this room knows nothing
        """Raise ValueError if a message that is filled in cannot leave by this medium."""

    def trial(self, template: str) -> Rendered:  # noqa: ARG002 - for those whose carrier knows templates
        """Return what `duban outbox test` sends."""
        return Rendered(subject="duban 测试消息", text="这是一条测试消息，用于检查督办系统的发送通道，无须回复。")

    def readable(self, message: Any) -> list[str]:  # noqa: ANN401 - likewise
        """Return the lines in which a terminal shows a `Message`."""
        subject = [f"主题：{message.subject}"] if message.subject else []
        return [*subject, *(["", message.text] if message.text else [])]

    def facts(self, message: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
        """Return what a file keeps of a `Message` beside its identity and its recipient."""
        return {"subject": message.subject, "text": message.text, **message.extra}


def templates_in(parts: Mapping[str, Any], keys: Mapping[str, FormKey]) -> Iterator[str]:
    """Yield every template of a message, or of what stands under one of its keys."""
    for key, value in parts.items():
        match keys[key].takes:
            case Takes.TEXT:
                continue
            case Takes.TEMPLATE:
                yield value
            case Takes.TEMPLATES:
                yield from value.values()
            case below:
                yield from templates_in(value, below)
