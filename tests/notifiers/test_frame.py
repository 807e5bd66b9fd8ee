"""The frame of mails: the same as text and as HTML, for Outlook and for phones, and no value becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import mail_frame
import pytest
from mail_servers import mail_to

from duban import words
from duban.notifiers import Frame, framed

DESK = "https://duban.example.org"
FRAME = Frame(light="red", said="红灯，4月23日（周二）到期", link=f"{DESK}/i/WT-1", label="打开事项", desk=DESK)
HOSTILE = "<script>alert(1)</script><img src=x onerror=y>\"'&amp;$rows${link}\u202e%s{0}"


class Reader(HTMLParser):
    """Notes what a mail program shows, and of which elements and attributes the mail is made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(html.partition("</head>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.shown.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s", "", "".join(self.shown))


def read(text: str, frame: Frame = FRAME, **more: str) -> tuple[str, Reader]:
    mail = framed(mail_to(text=text, **more), frame)
    assert mail.html is not None
    return mail.text, Reader(mail.html)


def test_text_and_html_say_the_same() -> None:
    text, html = read(
        "市住建局：\n“老旧小区改造”退回。\n退回原因：材料不全\n现在要做：4月20日前补齐。\n联系人：方晓宁 0711-5550142\n"
    )
    assert text.splitlines()[:2] == ["■ 红灯，4月23日（周二）到期", ""]
    assert text.splitlines()[-1] == f"打开事项：{DESK}/i/WT-1"
    body = "".join(line for line in text.splitlines()[1:-1])
    assert html.text == re.sub(r"\s", "", f"■红灯，4月23日（周二）到期【催办】WT-2024-0001老旧小区改造{body}打开事项")
    assert html.links == [f"{DESK}/i/WT-1"]


def test_a_mail_is_made_of_what_outlook_and_phones_can_show() -> None:
    _, html = read("市住建局：\n现在要做：签收。")
    assert html.names <= {
        *("body", "style", "table", "tbody", "tr", "td", "p", "b", "a", "href", "role"),
        *("width", "cellpadding", "cellspacing", "border", "bgcolor", "align"),
    }
    styles = mail_frame.MADE.read_text("utf-8")
    assert "flex" not in styles
    assert "max-width: 600px" in styles
    assert all(int(width) <= 360 for width in re.findall(r"[^-]width: ?(\d+)px", styles))


@pytest.mark.parametrize("place", ["subject", "text", "said", "label", "link"])
def test_no_value_becomes_markup(place: str) -> None:
    given = {"subject": "x", "text": "x", "said": "x", "label": "x", "link": f"{DESK}/i/1", place: HOSTILE}
    frame = Frame(light="red", said=given["said"], link=given["link"], label=given["label"], desk=DESK)
    _, html = read(given["text"], frame, subject=given["subject"])
    assert not html.names & {"script", "img", "src", "onerror"}
    if place == "link":
        assert html.links == [HOSTILE.replace("\u202e", " ")]
    else:
        assert re.sub(r"\s", "", HOSTILE.replace("\u202e", "")) in html.text


def test_only_links_to_the_desk_become_links() -> None:
    _, html = read(f"   {DESK}/i/RW-1\nhttps://elsewhere.example/x\n{DESK}.evil.example/y\njavascript:alert(1)")
    assert html.links == [f"{DESK}/i/RW-1", f"{DESK}/i/WT-1"]


def test_without_a_light_or_an_address_there_is_neither_a_head_nor_a_button() -> None:
    text, html = read("x", Frame(light="red", label="打开事项"))
    assert text == "x\n"
    assert (html.text, html.links) == ("【催办】WT-2024-0001老旧小区改造x", [])


def test_html_of_a_scenario_is_left_as_its_author_wrote_it() -> None:
    mail = mail_to(html="<p>x</p>")
    assert framed(mail, FRAME) is mail


def test_a_mail_in_english_says_in_which_language_it_is() -> None:
    with words.speaking("en"):
        mail = framed(mail_to(text="To do now: sign for it."), FRAME)
    assert '<html lang="en">' in (mail.html or "")
    assert "<b>To do now:</b> sign for it." in (mail.html or "")


def test_the_frame_is_made_from_its_source() -> None:
    assert mail_frame.MADE.read_text("utf-8").startswith(mail_frame.mark()), "run `make frame`"
