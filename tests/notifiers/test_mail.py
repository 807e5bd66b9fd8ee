"""The bytes of a mail: what is put in comes out of any reader, and nothing can add a header."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_servers import mail_to

from duban.notifiers import Permanent
from duban.notifiers.channels.mime import compose, find_mailbox, parse_mailbox

pytestmark = pytest.mark.usefixtures("english")

words = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def raw(
    subject: str = "x", name: str = "", text: str = "x", html: str | None = None, *, readable: bool = False
) -> bytes:
    message = mail_to(subject=subject, text=text, html=html)
    return compose(message, parse_mailbox("dk@gov.example"), find_mailbox("zhang@zj.example", name), readable=readable)


def parsed(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def visible(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@given(subject=words, readable=st.booleans())
def test_a_subject_comes_out_as_it_went_in(*, subject: str, readable: bool) -> None:
    assert parsed(raw(subject, readable=readable))["subject"] == visible(subject)


@given(words)
def test_a_name_comes_out_as_it_went_in(name: str) -> None:
    header = message_from_bytes(raw(name=name))["to"]
    shown, _, address = str(make_header(decode_header(header))).rpartition("<")
    assert address.rstrip(">") == "zhang@zj.example"
    assert shown.strip() in {visible(name), f'"{visible(name)}"'}


@given(subject=words, name=words, readable=st.booleans())
def test_no_subject_and_no_name_can_add_a_header(*, subject: str, name: str, readable: bool) -> None:
    mail = parsed(
        raw(f"{subject}\r\nBcc: all@x.example\n\n{subject}", f"{name}\r\nBcc: x@y.example", readable=readable)
    )
    assert mail.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    ]


@given(text=words, html=st.none() | words, readable=st.booleans())
def test_a_body_comes_out_as_it_went_in(*, text: str, html: str | None, readable: bool) -> None:
    mail = parsed(raw(text=text, html=html, readable=readable))
    for kind, source in (("plain", text), ("html", html)):
        if source is not None:
            body = mail.get_body((kind,))
            assert body is not None
            found = body.get_payload(decode=True).decode()
            assert found.replace("\r\n", "\n").rstrip("\n") == source.replace("\r\n", "\n").replace("\r", "\n").rstrip(
                "\n"
            )


@given(words, words, words, st.none() | words)
def test_what_goes_over_the_wire_is_ascii_in_short_lines(subject: str, name: str, text: str, html: str | None) -> None:
    content = raw(subject, name, text, html)
    assert content.isascii()
    assert b"\0" not in content
    assert all(len(line) <= 78 and b"\r" not in line and b"\n" not in line for line in content.split(b"\r\n"))


@given(subject=words, name=words, text=words, html=st.none() | words)
def test_a_mail_that_is_tried_again_is_the_same_to_the_byte(
    subject: str, name: str, text: str, html: str | None
) -> None:
    assert raw(subject, name, text, html) == raw(subject, name, text, html)


def test_a_file_for_people_shows_chinese_as_it_is() -> None:
    assert "请于 2024年4月23日 前办结。" in raw(text="请于 2024年4月23日 前办结。", readable=True).decode()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zhang",
        "@x.example",
        "a@",
        "a b@x.example",
        "a@x.example\r\nBcc: b@x.example",
        "a@x,b@y",
        "<a@x>",
        "a@b@c",
        "a@" + "例" * 70,
    ],
)
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(Permanent, match="is not an email address"):
        find_mailbox(address, "")


@pytest.mark.parametrize("identity", ["", "a b", "a>\r\nBcc: x@y.example", "督办-1@x"])
def test_what_cannot_be_a_message_id_is_refused_for_good(identity: str) -> None:
    sender = parse_mailbox("dk@gov.example")
    with pytest.raises(Permanent, match="cannot be a Message-ID"):
        compose(mail_to(id=identity), sender, sender)
