"""Reports of mails that did not arrive are read in the forms that servers give them; all other mail says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.notifiers import bounces_in
from duban.notifiers.bounces.statuses import names_nobody

FOLDER = Path(__file__).parent / "bounces"
ID, ADDRESS = "0123456789abcdef0123456789abcdef@duban.example", "Zhang.San@zj.example"


def mail(name: str, *, message_id: str = ID, address: str = ADDRESS) -> bytes:
    text = (FOLDER / f"{name}.eml").read_text("utf-8")
    return text.replace("@ID@", message_id).replace("@ADDRESS@", address).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("name", "action", "status", "is_gone"),
    [
        ("postfix", "failed", "5.1.1", True),
        ("postfix-no-domain", "failed", "5.4.4", True),
        ("postfix-expired", "failed", "4.4.1", False),
        ("postfix-delayed", "delayed", "4.4.1", False),
        ("full", "failed", "5.2.2", False),
        ("policy", "failed", "5.7.1", False),
        ("relayed", "relayed", "2.0.0", False),
        ("exchange-zh", "failed", "5.1.10", True),
        ("exim", "failed", "", True),
        ("qmail", "failed", "5.1.1", True),
        ("netease", "failed", "", True),
        ("qq", "failed", "", True),
    ],
)
def test_each_kind_of_report_is_read(name: str, action: str, status: str, is_gone: bool) -> None:  # noqa: FBT001
    (found,) = bounces_in(mail(name))
    assert (found.message_id, found.action, found.status, found.is_gone) == (ID, action, status, is_gone)
    assert found.is_for("zhang.san@ZJ.example")
    assert not found.is_for("li.si@zj.example")


@pytest.mark.parametrize("name", ["out-of-office", "reply", "forged-loose"])
def test_what_people_and_their_programs_answer_is_no_report(name: str) -> None:
    assert bounces_in(mail(name)) == []


def test_an_address_to_which_a_mail_was_forwarded_is_not_ours() -> None:
    (found,) = bounces_in(mail("forwarded"))
    assert not found.is_for(ADDRESS)


def test_a_chinese_domain_is_compared_in_either_form() -> None:
    (found,) = bounces_in(mail("postfix", address="zhang@xn--fiqs8s.example"))
    assert found.is_for("zhang@中国.example")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00" * 100,
        mail("postfix")[:400],
        b"Content-Type: multipart/report; boundary=a\r\n\r\n" + b"--a\r\n" * 3000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(3000)),
        mail("postfix").replace(b"rfc822; ", b"=?utf-8?b?//8=?= "),
        mail("qmail").replace(b"Content-Type: text/plain", b"Content-Type: text/plain; charset=nowhere"),
    ],
)
def test_what_cannot_be_read_raises_nothing(content: bytes) -> None:
    assert all(not each.message_id or "@" in each.message_id for each in bounces_in(content))


@pytest.mark.parametrize("name", sorted(each.stem for each in FOLDER.glob("*.eml")))
def test_a_report_that_is_cut_off_anywhere_is_read_without_an_error(name: str) -> None:
    whole = mail(name)
    for cut in range(0, len(whole), 37):
        for each in bounces_in(whole[:cut]):
            assert each.message_id in {ID, ID[: len(each.message_id)]}


@pytest.mark.parametrize(
    ("code", "answer", "is_gone"),
    [
        (550, "5.1.1 <a@b>: Recipient address rejected: User unknown in local recipient table", True),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", True),
        (550, "5.2.1 The email account that you tried to reach is disabled", True),
        (550, "5.1.2 bad destination system", True),
        (550, "User not found: zhang@zj.example", True),
        (550, "Mailbox not found. http://service.mail.example", True),
        (550, "5.1.0 Address rejected. No such user", True),
        (553, "Invalid recipient", True),
        (550, "5.7.1 Unable to relay", False),
        (550, "5.7.1 user unknown to the list of senders", False),
        (552, "5.2.2 mailbox full", False),
        (552, "Mailbox full", False),
        (550, "5.3.4 Message too big", False),
        (550, "Ip frequency limited", False),
        (550, "Mail content denied", False),
        (550, "Requested action not taken: mailbox unavailable", False),
        (550, "5.1.8 sender's domain does not exist", False),
        (554, "5.7.1 Spam: no such user may write", False),
        (550, "no", False),
        (421, "4.1.1 user unknown, try again", False),
        (550, "Verification failed for <duban@city.example>\nNo Such User Here\nSender verify failed", False),
        (550, "Sender domain does not exist", False),
        (550, "5.1.0 <duban@city.example> sender address does not exist", False),
        (550, "<duban@city.example>: Sender address rejected: User unknown", False),
        (550, "发件人地址不存在", False),
    ],
)
def test_only_what_says_that_nobody_is_there_marks_an_address(code: int, answer: str, is_gone: bool) -> None:  # noqa: FBT001
    assert names_nobody(code, answer) is is_gone
