"""The media of WeCom (企业微信, 政务微信): an application's message to one person, and a robot's into a group chat."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from duban import words
from duban.states import FormKey, Medium, Rendered, Takes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.notifiers.message import Message
    from duban.states import Filling, MessageForm

_LONGEST_TEXT = 2048
_LONGEST_CARD = 512
_LONGEST_TITLE = 128
"""So many bytes of a text, of a card's description and of its title are shown; the rest would be cut off."""

_LONGEST_LINK = 1024
_LONGEST_BUTTON = 4
_MORE = "…"

# Compiled when they are first needed: reading scenario files involves no addresses.
_USER = r"[A-Za-z0-9][A-Za-z0-9_@.-]{0,63}"
_ROBOT = r"[^\s/|?&=,;:'\"]{1,32}"


class Wecom(Medium):
    """A message of an application to one person, as a card with a button, or as text if it is too long for one.

    Without wording of its own it says what the mail says.
    """

    name = "wecom"
    title = "政务微信"
    columns = ("wecom", "政务微信", "企业微信")
    address_meaning = "The account (userid) in WeCom."
    keys: ClassVar[Mapping[str, FormKey]] = {
        "wecom": FormKey(
            {
                "title": FormKey(
                    Takes.TEMPLATE, "The title, on one line; left out, the subject of the mail.", "card title"
                ),
                "text": FormKey(
                    Takes.TEMPLATE, "What it says, in place of the mail's text.", "card text", required=True
                ),
            },
            "How it leaves by WeCom, if not in the words of the mail.",
            "WeCom",
            suffices=False,
        )
    }

    def address(self, text: str) -> str:
        """Return the account. Raise ValueError if `text` cannot be one."""
        if not re.fullmatch(_USER, text):
            raise ValueError(words.Line("is no account; write the userid that the address book of WeCom shows"))
        return text

    def carries(self, form: MessageForm) -> bool:
        """Return whether a message has the text of a mail, or beside any other wording one for WeCom."""
        parts = form.parts.keys()
        return "text" in parts or ("wecom" in parts and bool(parts - {"wecom", "subject"}))

    def render(self, form: MessageForm, fill: Filling) -> Rendered:
        """Return title and text, in the words of the mail where there are no others."""
        own = form.parts.get("wecom", {})
        title = ("wecom.title", own["title"]) if "title" in own else ("subject", form.parts.get("subject", ""))
        text = ("wecom.text", own["text"]) if own else ("text", form.parts["text"])
        return Rendered(subject=fill.line(*title) if title[1] else "", text=fill.text(*text).strip())

    def request(self, message: Message, *, cards: bool = True) -> dict[str, Any]:
        """Return the part of a request that says what a message says: a card, or text with a link.

        It is text if there is nothing to lead to, or more to say than a card shows; `cards` is false for servers that
        know none. Neither can be made to say anything by markup in it.
        """
        link, label = _link(message)
        description = _plain(message.text).replace("\n", "<br>")
        if not (cards and link and len(description.encode(errors="replace")) <= _LONGEST_CARD):
            return _text(message)
        title = cut(_plain(message.subject) or _plain(message.text), _LONGEST_TITLE)
        card = {"title": title, "description": description, "url": link}
        if len(label) <= _LONGEST_BUTTON:
            card["btntxt"] = label
        return {"msgtype": "textcard", "textcard": card}

    def leaving(self, message: Message, link: str, label: str) -> Message:
        """Return a message as it leaves: what is longer than WeCom shows ends in …, its matter's address beside it."""
        whole = _linked(message, link, label)
        return whole if "textcard" in self.request(whole) else replace(whole, text=cut(whole.text, _room(whole)))


class WecomGroup(Wecom):
    """A message of a robot into a group chat, which all in the group can read; always as text."""

    name = "wecom_group"
    title = "政务微信群"
    columns = ("wecom_group", "政务微信群", "企业微信群")
    address_meaning = "The name of the group's robot, as `robots` of the channel has it."
    keys: ClassVar[Mapping[str, FormKey]] = {}

    def address(self, text: str) -> str:
        """Return the robot's name. Raise ValueError if `text` is its secret, or no name."""
        if "://" in text or re.fullmatch(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}", text):
            raise ValueError(
                words.Line(
                    "is a secret; put it into `robots` of [channels.wecom_group], and here the name that it has there"
                )
            )
        if not re.fullmatch(_ROBOT, text):
            raise ValueError(words.Line("is no name of a robot; write one of `robots` in [channels.wecom_group]"))
        return text

    def request(self, message: Message, *, cards: bool = False) -> dict[str, Any]:  # noqa: ARG002 - a robot has none
        """Return the part of a request that says what a robot says; nobody is called by what somebody wrote."""
        return _text(message, plain=True)

    def leaving(self, message: Message, link: str, label: str) -> Message:
        """Return a message as it leaves: what is longer than a robot may say ends in …."""
        whole = _linked(message, link, label)
        return replace(whole, text=cut(whole.text, _room(whole, plain=True)))


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` bytes of UTF-8: what is longer ends in …, behind a whole character."""
    if len(text.encode(errors="replace")) <= most:
        return text
    room = max(most - len(_MORE.encode()), 0)
    return text.encode(errors="replace")[:room].decode(errors="ignore").rstrip() + _MORE


def _linked(message: Message, link: str, label: str) -> Message:
    extra = {**message.extra, "link": link, "label": label} if link else dict(message.extra)
    return replace(message, subject=_plain(message.subject), text=_plain(message.text), extra=extra)


def _text(message: Message, *, plain: bool = False) -> dict[str, Any]:
    said = cut(_plain(message.text), _room(message, plain=plain))
    content = "\n\n".join(part for part in (_heading(message), said) if part) + _ending(message, plain=plain)
    return {"msgtype": "text", "text": {"content": content}}


def _room(message: Message, *, plain: bool = False) -> int:
    """Return how many bytes of a text have room between its title and its link."""
    around = f"{_heading(message)}\n\n{_ending(message, plain=plain)}"
    return _LONGEST_TEXT - len(around.encode(errors="replace"))


def _heading(message: Message) -> str:
    return cut(_plain(message.subject), _LONGEST_CARD)


def _ending(message: Message, *, plain: bool) -> str:
    link, label = _link(message)
    if not link:
        return ""
    return f"\n{link}" if plain else f'\n<a href="{link}">{label}</a>'


def _link(message: Message) -> tuple[str, str]:
    """Return where a message leads, and how that is called; nowhere if the address is longer than WeCom takes."""
    link, label = str(message.extra.get("link", "")), str(message.extra.get("label", ""))
    return (link, label) if len(link.encode()) <= _LONGEST_LINK and '"' not in link else ("", "")


def _plain(text: str) -> str:
    """Return a text without what WeCom takes for markup: links, tags, and calls such as `<@all>`."""
    return text.replace("<", "＜").replace(">", "＞")
