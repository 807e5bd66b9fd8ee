"""The medium mail: subject, text and HTML, to a mail address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from duban import words
from duban.states import FormFlaw, FormKey, Medium, Rendered, Takes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.states import Filling, MessageForm

# Compiled when it is first needed: reading scenario files involves no addresses.
_ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"


class Mail(Medium):
    """Mail: a subject on one line, and a body as plain text, as HTML, or both."""

    name = "email"
    title = "邮件"
    columns = ("email", "邮箱")
    address_meaning = "The mail address."
    contact_field = "email"
    keys: ClassVar[Mapping[str, FormKey]] = {
        "subject": FormKey(
            Takes.TEMPLATE, "The subject of the mail, on one line; a Jinja2 template.", "标题", suffices=False
        ),
        "text": FormKey(Takes.TEMPLATE, "The mail as plain text; a Jinja2 template.", "正文"),
        "html": FormKey(Takes.TEMPLATE, "The mail as HTML; a Jinja2 template.", "网页正文"),
    }

    def address(self, text: str) -> str:
        """Return the mail address. Raise ValueError if `text` is not one."""
        if not re.fullmatch(_ADDRESS, text):
            raise ValueError(words.Line("is not an address; write it as name@host.domain"))
        return text

    def flaws(self, parts: Mapping[str, Any]) -> Iterator[FormFlaw]:
        """Yield a flaw if the subject has more than one line."""
        if "\n" in parts.get("subject", "").strip():
            yield FormFlaw(("subject",), "a subject is one line")

    def render(self, form: MessageForm, fill: Filling) -> Rendered:
        """Return subject, text and HTML, each empty if the message has none."""
        subject, text, html = (form.parts.get(key) for key in ("subject", "text", "html"))
        return Rendered(
            subject=fill.line("subject", subject) if subject else "",
            text=fill.text("text", text) if text else "",
            html=fill.html("html", html) if html else None,
        )

    def trial(self, template: str) -> Rendered:  # noqa: ARG002 - mail has no templates at a carrier
        """Return the test mail that `duban outbox test` sends."""
        text = words.text("This is a test mail, by which duban checks that messages arrive. No answer is needed.")
        return Rendered(subject=words.text("Test mail of duban"), text=text)
