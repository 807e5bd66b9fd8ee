"""The medium SMS: an approved template with its values, for a mobile number, within the length that carriers accept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace

from duban import words
from duban.notifiers.errors import SmsTooLong
from duban.states import FormFlaw, FormKey, Medium, Rendered, Takes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.notifiers.message import Message
    from duban.states import Filling, MessageForm

_ONE_SEGMENT = 70
_EACH_SEGMENT = 67
_LONGEST = 500
"""The most characters in an SMS, signature included, that carriers accept."""

# Compiled when it is first needed: reading scenario files involves no addresses.
_MOBILE = r"(?:\+?86)?1[3-9][0-9]{9}|\+[1-9][0-9]{6,14}"
_PLACE = re.compile(r"\$\{([^{}]*)\}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LINK = re.compile(r"https?://|\{[{%][^}%]*(?<![\w.'\"])link\b")
"""A value that says a link, or the address of a matter at the desk."""
_VALUES, _TEXT = ("sms", "values"), ("sms", "text")


class Sms(Medium):
    """SMS: a carrier's template id, a value for each of its variables, and an approved signature."""

    name = "sms"
    title = "短信"
    columns = ("mobile", "手机")
    address_meaning = "The mobile number."
    contact_field = "mobile"
    keys: ClassVar[Mapping[str, FormKey]] = {
        "sms": FormKey(
            {
                "template": FormKey(Takes.TEXT, "The carrier's template id.", "template id", required=True),
                "values": FormKey(
                    Takes.TEMPLATES, "The template's variables, each a Jinja2 template.", "variables", required=True
                ),
                "sign": FormKey(Takes.TEXT, "The approved signature.", "signature"),
                "text": FormKey(
                    Takes.TEXT,
                    "The approved wording, with ${name} for each variable: its length is checked.",
                    "approved wording",
                ),
            },
            "How it leaves by SMS.",
            "SMS",
        )
    }

    def address(self, text: str) -> str:
        """Return the mobile number without blanks and dashes. Raise ValueError if `text` is not one."""
        number = re.sub(r"[ \-]", "", text)
        if not re.fullmatch(_MOBILE, number):
            raise ValueError(words.Line("is not a number; write 11 digits, or + and the country code"))
        return number

    def flaws(self, parts: Mapping[str, Any]) -> Iterator[FormFlaw]:
        """Yield each mismatch between the values and the carrier's template."""
        form = parts.get("sms")
        if form is None:
            return
        yield from _links(form["values"])
        values, wording = form["values"], form.get("text")
        if wording is None:
            for name in values:
                if not _IDENTIFIER.fullmatch(name):
                    said = words.Line(
                        '"{name}" cannot be a variable of an SMS template; use letters, digits and _', name=name
                    )
                    yield FormFlaw(_VALUES, said, name)
            return
        wanted = dict.fromkeys(_PLACE.findall(wording))
        for name in wanted:
            if name not in values:
                place = f"${{{name}}}"
                said = words.Line("the text has a place {place}, but there is no value for it", place=place)
                yield FormFlaw(_VALUES, said)
        for name in values:
            if name not in wanted:
                said = words.Line("the text has no place {place} for this value", place=f"${{{name}}}")
                yield FormFlaw(_VALUES, said, name)
        fixed = _length(_PLACE.sub("", wording), form.get("sign", ""))
        if _LONGEST - fixed < len(values):
            facts = {"fixed": fixed, "most": _LONGEST}
            said = words.Line(
                "takes {fixed} of the {most} characters of an SMS and leaves no room for its values", **facts
            )
            yield FormFlaw(_TEXT, said)

    def signed(self, form: MessageForm, sign: str) -> MessageForm:
        """Return a message with the signature of the office's channel, unless that is but a code for it."""
        if "sms" not in form.parts or not sign or sign.isascii():
            return form
        return replace(form, parts={**form.parts, "sms": {**form.parts["sms"], "sign": sign}})

    def cautions(self, form: MessageForm, longest: Filling) -> Iterator[FormFlaw]:
        """Yield that a message is charged as several, by its approved wording, signature and longest values."""
        sms = form.parts["sms"]
        if "text" not in sms:
            return
        count = _length(self.render(form, longest).text, sms.get("sign", ""))
        if count > _ONE_SEGMENT:
            facts = {"count": count, "most": _ONE_SEGMENT}
            said = words.Line(
                "comes to {count} characters with its signature and the longest values, and {most} are one SMS; "
                "shorten it, or cut what may be long, such as a title by `| short(12)`",
                **facts,
            )
            yield FormFlaw(_TEXT, said)

    def render(self, form: MessageForm, fill: Filling) -> Rendered:
        """Return the template with its values, and the wording that people see, if it is known."""
        sms = form.parts["sms"]
        values = {name: fill.line(f"sms.{name}", source) for name, source in sms["values"].items()}
        wording = _PLACE.sub(lambda place: values.get(place[1].strip(), place[0]), sms.get("text", ""))
        fields = {"sms_template": sms["template"], "sms_sign": sms.get("sign", ""), "sms_values": values}
        return Rendered(text=wording, fields=fields)

    def because(self, rendered: Rendered, reason: str) -> Rendered:  # noqa: ARG002 - an SMS has no room for it
        """Return the message unchanged: a carrier sends only the wording that it has approved."""
        return rendered

    def check(self, message: Message) -> None:
        """Raise SmsTooLong if the message is longer than carriers accept."""
        sms_segments(message.text, message.sms_sign)

    def trial(self, template: str) -> Rendered:
        """Return the test SMS that `duban outbox test` sends."""
        text = words.text("This is a test SMS, by which duban checks that messages arrive. No answer is needed.")
        return Rendered(text=text, fields={"sms_template": template})

    def readable(self, message: Message) -> list[str]:
        """Return lines with the template, its values and the wording."""
        lines = [words.headed(words.text("Template"), message.sms_template)] if message.sms_template else []
        lines += [f"  {name} = {value}" for name, value in message.sms_values.items()]
        sign = f"【{message.sms_sign}】" if message.sms_sign else ""
        return [*lines, *(["", f"{sign}{message.text}"] if message.text else [])]

    def facts(self, message: Message) -> dict[str, Any]:
        """Return the template, its values and the wording."""
        return {
            "sign": message.sms_sign,
            "template": message.sms_template,
            "values": dict(message.sms_values),
            "text": message.text,
        }


def _links(values: Mapping[str, str]) -> Iterator[FormFlaw]:
    for name, source in values.items():
        if _LINK.search(source):
            said = words.Line("puts a link into an SMS: carriers refuse links in variables; leave it out")
            yield FormFlaw(_VALUES, said, name, newer=True)


def sms_segments(text: str, sign: str = "") -> int:
    """Return how many SMS a text is charged as. Raise `SmsTooLong` if it has more than 500 characters.

    Up to 70 characters are one SMS; in a longer text each 67 are one. Emoji count as two characters, and the signature
    counts too, with its 【】.
    """
    length = _length(text, sign.strip("【】"))
    if length > _LONGEST:
        raise SmsTooLong(length, _LONGEST)
    return 1 if length <= _ONE_SEGMENT else -(-length // _EACH_SEGMENT)


def _length(text: str, sign: str) -> int:
    """Return how many characters a carrier counts: emoji and rare characters count as two."""
    whole = f"【{sign}】{text}" if sign else text
    return len(whole.encode("utf-16-le", errors="replace")) // 2
