"""The interface of a medium: which addresses it takes, what a message needs for it, and how it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct, field
from msgspec.structs import replace

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.states.definition import MessageForm
    from duban.states.messages.templates import Filling

USUAL_MEDIUM = "email"
"""The medium for `mailto:` recipients, and the default if no channel is set up."""


class Takes(StrEnum):
    """The kind of value of a message's key: plain text, a template, or a mapping of names to templates."""

    TEXT = "text"
    TEMPLATE = "template"
    TEMPLATES = "templates"


class FormKey(Struct, frozen=True):
    """One key of a message in a scenario file, which may have keys under it.

    `meaning` is the text that editors show, `label` the office's name for it, which is shown as it is if the catalogue
    does not have it. A message can be sent by the medium if it
    has one of its keys with `suffices`.
    """

    takes: Takes | Mapping[str, FormKey]
    meaning: str
    label: str
    required: bool = False
    suffices: bool = True


class FormFlaw(Struct, frozen=True):
    """An error in a message of a scenario file: the key, such as `("sms", "values")`, the problem, and which name.

    The problem is a `Line`, which is worded for whoever reads it, or text that is shown as it is. A `newer` flaw is
    none of a document that was kept before there was such a check.
    """

    key: tuple[str, ...]
    problem: words.Line | str
    name: str | None = None
    newer: bool = False


class Rendered(Struct, frozen=True):
    """A message filled in for one medium; `fields` are further fields of the `Message` for its channels."""

    subject: str = ""
    text: str = ""
    html: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


class Medium:
    """The base of all media; each is one file and one entry point in the group `duban.media`.

    A medium must define `address`, `keys` and `render`; for the rest there are defaults that suit most.
    """

    name: ClassVar[str]
    """The name for channels, settings and the outbox."""
    title: ClassVar[str]
    """The name that people see."""
    columns: ClassVar[tuple[str, ...]]
    """The headings that its column of contacts.csv may have, the column's name first."""
    address_meaning: ClassVar[str] = "The address."
    """What editors show for the column in the `contacts` of a scenario's examples."""
    contact_field: ClassVar[str | None] = None
    """The field of `Contact` that holds the address; if None, it is in `addresses` under the medium's name."""
    keys: ClassVar[Mapping[str, FormKey]] = {}
    """The keys that the medium adds to messages, by name."""

    @property
    def column(self) -> str:
        """Return the name of the medium's column in contacts.csv."""
        return self.columns[0]

    def address(self, text: str) -> str:
        """Return an address as it is stored. Raise ValueError with what is wrong and what to write instead."""
        return text

    def address_of(self, contact: Any) -> str | None:  # noqa: ANN401 - a `Contact`, which this room does not know
        """Return a contact's address for this medium, or None."""
        if self.contact_field is None:
            found: str | None = contact.addresses.get(self.name)
        else:
            found = getattr(contact, self.contact_field)
        return found or None

    def carries(self, form: MessageForm) -> bool:
        """Return whether a message can be sent by this medium."""
        return any(key in form.parts for key, declared in self.keys.items() if declared.suffices)

    def signed(self, form: MessageForm, sign: str) -> MessageForm:  # noqa: ARG002 - most media know no signature
        """Return a message as it leaves with the signature of the office's own channel."""
        return form

    def flaws(self, parts: Mapping[str, Any]) -> Iterable[FormFlaw]:  # noqa: ARG002 - most keys are checked one by one
        """Return what is wrong with a message in a scenario file; each key's value was checked by itself before."""
        return ()

    def cautions(self, form: MessageForm, longest: Filling) -> Iterable[FormFlaw]:  # noqa: ARG002 - as above
        """Return what is allowed in a message and hardly meant; `longest` fills in the longest values of an office."""
        return ()

    def render(self, form: MessageForm, fill: Filling) -> Rendered:
        """Return the message filled in. Raise TemplateError if a template fails."""
        raise NotImplementedError

    def because(self, rendered: Rendered, reason: str) -> Rendered:
        """Return the message with `reason` put first, for somebody who gets it in place of its recipient."""
        text, html = rendered.text, rendered.html
        return replace(
            rendered,
            text=f"（{reason}）\n\n{text}" if text else text,
            html=f"<p>（{escape(reason)}）</p>\n{html}" if html else html,
        )

    def leaving(self, message: Any, link: str, label: str) -> Any:  # noqa: ANN401, ARG002 - most have no place for it
        """Return a `Message` as it leaves; `link` leads to its matter at the desk, if there is one, by this `label`."""
        return message

    def check(self, message: Any) -> None:  # noqa: ANN401 - a `Message`, which this room does not know
        """Raise ValueError if a message that is filled in cannot be sent by this medium."""

    def trial(self, template: str) -> Rendered:  # noqa: ARG002 - for those whose carrier knows templates
        """Return the test message that `duban outbox test` sends."""
        text = words.text("This is a test message, by which duban checks that messages arrive. No answer is needed.")
        return Rendered(subject=words.text("Test message of duban"), text=text)

    def readable(self, message: Any) -> list[str]:  # noqa: ANN401 - likewise
        """Return the lines with which a terminal shows a `Message`."""
        subject = [words.headed(words.text("Subject"), message.subject)] if message.subject else []
        return [*subject, *(["", message.text] if message.text else [])]

    def facts(self, message: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
        """Return what a file stores of a `Message` besides its identity and recipient."""
        return {"subject": message.subject, "text": message.text, **message.extra}


def templates_in(parts: Mapping[str, Any], keys: Mapping[str, FormKey]) -> Iterator[str]:
    """Yield every template of a message, or of the mapping under one of its keys."""
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
