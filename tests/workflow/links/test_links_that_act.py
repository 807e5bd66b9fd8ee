"""Links that act: who has the mail can sign for it once, as long as it is theirs to sign for, and history says how."""

from __future__ import annotations

import asyncio
import base64
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from duban import (
    Contact,
    Digests,
    Directory,
    Engine,
    InvalidData,
    LinkDead,
    Settings,
    TransitionRefused,
    Unit,
    UnknownLink,
    UnknownMessage,
)
from duban.notifiers import Receipt
from duban.scenarios import shipped_text
from duban.testing import FixedClock
from duban.workflow import DeskSettings, Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, Rows

    from duban import OutboxEntry
    from duban.notifiers import Message

    MakeHouse = Callable[..., "House"]

OFFICE, DOER, OTHER = "市优化办", "市住建局", "市教育局"
UNITS = [Unit(OFFICE), Unit("市督考办"), Unit("市领导"), Unit(DOER), Unit(OTHER)]
PEOPLE = [
    Contact(OFFICE, "方晓宁", Level.HANDLER, email="fang@example.org"),
    Contact(DOER, "唐瑞", Level.HANDLER, email="tang@example.org"),
    Contact(DOER, "韩立群", Level.HANDLER, email="han@example.org"),
    Contact(DOER, "严正", Level.LEADER, email="yan@example.org"),
    Contact(OTHER, "何静", Level.HANDLER, email="he@example.org", mobile="13800000000"),
]
DESK = DeskSettings(url="https://duban.example.org/desk/")


class Post:
    """A mail server that answers with what it was sent."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        self.sent.append(message)
        return Receipt("post", f"250 taken: {message.text} {message.html}")


class House:
    """An office whose mails are delivered."""

    def __init__(self, engine: Engine, clock: FixedClock, post: Post) -> None:
        self.engine, self.clock, self.post = engine, clock, post

    def open(self, **options: Any) -> str:  # noqa: ANN401 - as Engine.open takes them
        units = {"lead": OFFICE, "responsible": options.pop("to", DOER)}
        return self.engine.open("issue", **{"title": "取号机故障", "units": units, "by": OFFICE, **options}).number

    def mails(self) -> list[Message]:
        """Deliver, and return what was sent since."""
        before = len(self.post.sent)
        asyncio.run(self.engine.deliver())
        return self.post.sent[before:]

    def messages(self, number: str | None = None) -> list[OutboxEntry]:
        """Return what is in the outbox, sent or not."""
        return self.engine.outbox(statuses=("pending", "delivered", "withdrawn", "dead"), number=number)

    def token(self, person: str = "唐瑞") -> str:
        """Deliver, and return the token in the mail to somebody."""
        return token_in(next(mail for mail in self.mails() if mail.name == person))


def token_in(mail: Message) -> str:
    found = re.search(r"https://duban\.example\.org/desk/s/(\S+)", mail.text)
    assert found is not None, mail.text
    return found[1]


def why(house: House, token: str) -> str:
    """Return why a link is dead, after asking, following, and asking again came to the same."""
    said = [str(each) for each in house.engine.by_link(token).blockers]
    with pytest.raises(LinkDead) as refused:
        house.engine.follow_link(token)
    assert [str(each) for each in refused.value.blockers] == said
    return "; ".join(said)


@pytest.fixture
def make_house(make_engine: MakeEngine, database_url: str, tmp_path: Path) -> MakeHouse:
    def make(*, people: list[Contact] = PEOPLE, desk: DeskSettings = DESK, **options: Any) -> House:  # noqa: ANN401 - as Engine takes them
        clock, post = options.pop("clock", None) or FixedClock("2026-11-24T09:00+08:00"), Post()
        settings = Settings(database=database_url, folder=tmp_path, desk=desk, digests=Digests(media=()))
        usual = {"scenarios": ["issue"], "directory": Directory(UNITS, people), "clock": clock}
        return House(make_engine(settings, channels={"email": lambda: post}, **{**usual, **options}), clock, post)

    return make


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    return make_house()


def test_the_button_signs_once_and_history_says_that_it_was_by_the_link(house: House) -> None:
    number = house.open()
    token = house.token()
    shown = house.engine.by_link(token)
    assert (shown.number, shown.title, shown.unit, shown.contact) == (number, "取号机故障", DOER, "唐瑞")
    assert (shown.label, shown.units, shown.blockers) == ("签收", (OFFICE,), ())
    assert shown.people == ("唐瑞", "韩立群")
    assert [(name, str(day)) for name, day in shown.clocks] == [("签收时限", "2026-11-25"), ("整改时限", "2026-12-15")]
    house.clock.set("2026-11-24T10:42+08:00")
    assert house.engine.follow_link(token).state == "整改"
    entry = house.engine.history(number)[-1]
    assert (entry.actor, entry.trigger) == (f"{DOER}/唐瑞", "签收")
    assert entry.payload["by_link"] in house.engine.history(number)[0].payload["posted"]
    house.clock.set("2026-11-24T11:00+08:00")
    assert why(house, token) == "唐瑞 2026年11月24日 10:42 已签收"
    assert house.engine.verify().ok


def test_looking_at_a_link_changes_nothing_however_often(house: House, rows: Rows) -> None:
    house.open()
    token = house.token()
    before = rows()
    for _ in range(5):
        house.engine.by_link(token)
    assert rows() == before


def test_it_is_the_same_at_each_attempt_and_stands_in_text_and_html_of_that_mail_alone(
    house: House, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = house.open()
    mails = {mail.name: mail for mail in house.mails()}
    tokens = {name: token_in(mail) for name, mail in mails.items()}
    assert len(set(tokens.values())) == 2
    for name, mail in mails.items():
        assert tokens[name] in (mail.html or "")
        assert len(base64.urlsafe_b64decode(tokens[name])) * 8 >= 256
    engine = house.engine
    for entry in house.messages(number):
        link = engine.link_of(entry.id)
        assert link is not None
        assert (link.token, link.url) == (tokens[entry.contact], f"https://duban.example.org/desk/s/{link.token}")
        assert link.token not in repr(link)
    engine.follow_link(tokens["唐瑞"])
    seen = [repr(house.messages()), repr(engine.drafts()), repr(engine.history(number)), caplog.text, repr(rows())]
    seen += [repr(engine.preview_message(entry.id)) for entry in house.messages()]
    for token in tokens.values():
        assert not any(token in each or token[12:] in each for each in seen)
    (preview,) = engine.preview_message(house.messages()[0].id)
    assert "签收：（链接只在发出的邮件里）" in preview.text
    assert ">签收</a>" in (preview.html or "")


def test_another_of_the_unit_who_has_the_mail_signs_in_their_own_name_and_a_stranger_does_not(house: House) -> None:
    number = house.open()
    token = house.token()
    for stranger in ("何静", "严正", "方晓宁", "谁"):
        with pytest.raises(InvalidData):
            house.engine.follow_link(token, person=stranger)
    house.engine.follow_link(token, person="韩立群")
    assert house.engine.history(number)[-1].actor == f"{DOER}/韩立群"
    assert why(house, token).startswith("韩立群 ")


def test_who_comes_second_is_told_who_was_first_by_whatever_way(house: House) -> None:
    number = house.open()
    mine, theirs = (token_in(mail) for mail in house.mails())
    house.engine.follow_link(mine)
    assert why(house, theirs) == "唐瑞 2026年11月24日 09:00 已签收"
    with pytest.raises(TransitionRefused):
        house.engine.fire(number, "签收", by=f"{DOER}/韩立群")
    second = house.open()
    token = house.token()
    house.engine.fire(second, "签收", by=f"{DOER}/韩立群")
    assert why(house, token) == "韩立群 2026年11月24日 09:00 已签收"
    assert [entry.trigger for entry in house.engine.history(second)].count("签收") == 1


def test_each_unit_signs_for_itself(house: House) -> None:
    number = house.open(to=[DOER, OTHER])
    tokens = {mail.name: token_in(mail) for mail in house.mails()}
    assert house.engine.follow_link(tokens["何静"]).state == "交办"
    assert house.engine.by_link(tokens["唐瑞"]).blockers == ()
    assert house.engine.follow_link(tokens["唐瑞"]).state == "整改"
    assert [entry.actor for entry in house.engine.history(number)[1:]] == [f"{OTHER}/何静", f"{DOER}/唐瑞"]


def test_it_dies_when_the_matter_goes_to_others_and_tells_nothing_of_them(house: House) -> None:
    number = house.open(title="原来的标题")
    token = house.token()
    house.engine.assign(number, "responsible", [OTHER], by=OFFICE)
    house.engine.correct(number, {}, title="新的标题", by=OFFICE, note="写错了")
    house.engine.fire(number, "签收", by=f"{OTHER}/何静")
    assert why(house, token) == "已改由其他单位办理，不再由市住建局办"
    said = repr(house.engine.by_link(token))
    assert "原来的标题" in said
    assert not any(each in said for each in ("新的标题", OTHER, "何静"))


def test_it_dies_with_the_person_and_when_a_colleague_has_it_in_hand(house: House, make_house: MakeHouse) -> None:
    number = house.open()
    token = house.token()
    gone = make_house(people=[each for each in PEOPLE if each.name != "唐瑞"])
    assert why(gone, token) == "收件人唐瑞已不在市住建局的人员名单里"
    house.engine.hand_on(number, to="韩立群", by=f"{DOER}/唐瑞")
    assert why(house, token) == "市住建局已交韩立群经办"


def test_it_is_good_until_ten_working_days_after_the_clock_is_due(house: House) -> None:
    house.open()
    token = house.token()
    house.clock.set("2026-12-09T23:00+08:00")  # signed for by 25 November
    assert house.engine.by_link(token).blockers == ()
    house.clock.set("2026-12-10T00:30+08:00")
    assert why(house, token) == "链接有效期到2026年12月9日为止，已过期"


def test_it_dies_when_the_matter_has_gone_on_even_if_it_comes_back(house: House) -> None:
    number = house.open()
    token = house.token()
    house.clock.set("2026-11-24T10:00+08:00")
    engine, note = house.engine, "不属职责"
    engine.fire(number, "申请退单", by=f"{DOER}/唐瑞", note=note, data={"return_to": OTHER})
    assert why(house, token) == "邮件发出后事项已往下走，这一步不用再办"
    house.clock.set("2026-11-24T11:00+08:00")
    engine.fire(number, "维持交办", by=OFFICE, note="仍请办理")
    assert why(house, token) == "邮件发出后事项已往下走，这一步不用再办"
    assert house.engine.follow_link(house.token()).state == "整改"  # the mail that says so has a link of its own


def test_what_is_void_cannot_be_signed_for(house: House) -> None:
    number = house.open()
    token = house.token()
    house.engine.void(number, by=OFFICE, note="重复登记")
    assert why(house, token) == "邮件发出后事项已往下走，这一步不用再办"


def test_a_setting_and_a_scenario_switch_it_off(house: House, make_house: MakeHouse, tmp_path: Path) -> None:
    house.open()
    token = house.token()
    off = make_house(desk=DESK.model_copy(update={"sign_for_link": False}))
    assert why(off, token) == "本单位已停用邮件里的办理链接"
    off.open()
    assert not any("/s/" in mail.text + (mail.html or "") for mail in off.mails())
    assert off.engine.link_of(off.messages()[-1].id) is None
    for version, wanted in ((91, "[签收]"), (92, "通过"), (93, "false"), (94, "true")):
        text = re.sub(r"(?m)^version: \d+$", f"version: {version}\nsign_for_link: {wanted}", shipped_text("issue"))
        (tmp_path / "issue.yaml").write_text(text, "utf-8")
        other = make_house(scenarios=[tmp_path / "issue.yaml"])
        other.open()
        linked = ["/s/" in mail.text + (mail.html or "") for mail in other.mails()]
        assert linked == [wanted in {"[签收]", "true"}] * 2


def test_without_an_address_of_the_desk_mails_have_no_button_and_an_application_can_still_make_one(
    make_house: MakeHouse,
) -> None:
    house = make_house(desk=DeskSettings())
    number = house.open()
    assert not any("/s/" in mail.text for mail in house.mails())
    link = house.engine.link_of(house.messages()[0].id)
    assert (link.label, link.url) == ("签收", None)
    assert house.engine.follow_link(link.token).number == number


def test_what_takes_more_than_a_word_has_no_link(house: House) -> None:
    number = house.open()
    house.engine.follow_link(house.token())
    house.clock.set("2026-12-16T09:00+08:00")  # the time for the work itself is over, and it takes evidence
    house.engine.sweep()
    mails = house.mails()
    assert {mail.name for mail in mails} >= {"唐瑞", "方晓宁"}
    assert not any("/s/" in mail.text for mail in mails)
    assert all(house.engine.link_of(entry.id) is None for entry in house.messages(number)[2:])
    with pytest.raises(UnknownMessage):
        house.engine.link_of(4711)


def test_those_who_only_get_a_copy_or_stand_in_for_a_unit_have_no_link(make_house: MakeHouse) -> None:
    house = make_house(people=[each for each in PEOPLE if each.unit != DOER])
    house.open()
    (mail,) = house.mails()
    assert mail.name == "方晓宁"  # the office, in place of a unit that nobody can reach
    assert "/s/" not in mail.text


def test_an_urge_is_answered_by_its_link_with_the_sentence_of_the_house(house: House) -> None:
    number = house.open()
    house.engine.follow_link(house.token())
    house.clock.set("2026-11-26T09:00+08:00")
    house.engine.urge(number, by=f"{OFFICE}/方晓宁", note="下周要报")
    token = house.token()
    shown = house.engine.by_link(token)
    assert (shown.label, shown.urged) == ("答复：已收到，正在办理", house.engine.history(number)[-1].seq)
    house.engine.follow_link(token)
    entry = house.engine.history(number)[-1]
    assert (entry.kind, entry.actor, entry.payload["text"]) == ("answer", f"{DOER}/唐瑞", "已收到催办，正在办理。")
    assert entry.payload["by_link"]
    assert why(house, token) == "唐瑞 2026年11月26日 09:00 已答复"
    assert house.engine.verify().ok


def test_an_urge_before_it_is_signed_for_has_the_button_that_signs(house: House) -> None:
    number = house.open()
    house.mails()
    house.engine.urge(number, by=OFFICE)
    assert house.engine.follow_link(house.token()).state == "整改"


def test_no_other_token_does_anything(house: House, rows: Rows) -> None:
    house.open()
    tokens = [token_in(mail) for mail in house.mails()]
    raw = [base64.urlsafe_b64decode(token) for token in tokens]
    forged = [base64.urlsafe_b64encode(raw[1][:7] + raw[0][7:]).decode()]  # another message with this one's mark
    forged += [base64.urlsafe_b64encode(each.to_bytes(7, "big") + raw[0][7:]).decode() for each in (0, 3, 2**56 - 1)]
    forged += [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        for token in tokens
        for place in range(52)
    ]
    forged += [
        "",
        "a",
        "AAAA",
        "é" * 52,
        tokens[0][:-1],
        tokens[0] + "A",
        tokens[0] + "=",
        f" {tokens[0][1:]}",
        "=" * 52,
    ]
    forged += [tokens[0].lower(), tokens[0].swapcase(), "*" * 52, "0" * 43, "/" * 52]
    before = rows()
    for token in forged:
        with pytest.raises(UnknownLink) as unknown:
            house.engine.by_link(token)
        assert not token or token not in str(unknown.value)
        with pytest.raises(UnknownLink):
            house.engine.follow_link(token)
    assert rows() == before


def test_a_guest_commits_or_rolls_back_the_act_and_the_use_together(
    house: House, database_url: str, rows: Rows
) -> None:
    number = house.open()
    token = house.token()
    driver = "sqlite" if database_url.startswith("sqlite") else "postgresql+psycopg"
    ours = create_engine(make_url(database_url).set(drivername=driver))
    before = rows()
    with ours.connect() as connection:
        house.engine.follow_link(token, session=connection)
        with pytest.raises(LinkDead):
            house.engine.follow_link(token, session=connection)
        connection.rollback()
    assert rows() == before
    with ours.begin() as connection:
        house.engine.follow_link(token, session=connection)
    assert house.engine.instance(number).state == "整改"
    assert [(row["trigger"], row["by"]) for row in rows()["duban_link_use"]] == [("签收", f"{DOER}/唐瑞")]
    ours.dispose()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM duban_link_use",
        "UPDATE duban_link_use SET by = '市住建局/韩立群'",
        "INSERT INTO duban_link_use (message_id, trigger, at, by) SELECT message_id, '办', at, by FROM duban_link_use",
    ],
)
def test_verifying_finds_a_use_that_was_changed(house: House, database_url: str, change: str) -> None:
    number = house.open()
    house.engine.follow_link(house.token())
    assert house.engine.verify().ok
    driver = "sqlite" if database_url.startswith("sqlite") else "postgresql+psycopg"
    past = create_engine(make_url(database_url).set(drivername=driver))
    with past.begin() as connection:
        connection.exec_driver_sql(change)
    past.dispose()
    (found,) = house.engine.verify().findings
    assert (found.number, found.table) == (number, "duban_link_use")


def test_a_reminder_that_is_sent_late_has_a_link_that_is_still_good(house: House) -> None:
    number = house.open()
    house.mails()
    house.clock.set("2027-01-18T09:00+08:00")
    house.engine.urge(number, by=OFFICE)
    token = house.token()
    assert house.engine.by_link(token).blockers == ()
    house.clock.set("2027-03-01T09:00+08:00")
    assert "链接有效期到" in why(house, token)


def test_a_digest_has_the_link_of_each_of_its_messages_and_no_receipt_tells_it(
    make_engine: MakeEngine, database_url: str, tmp_path: Path, rows: Rows
) -> None:
    clock, post = FixedClock("2026-11-24T09:00+08:00"), Post()
    settings = Settings(database=database_url, folder=tmp_path, desk=DESK)
    who, ways = Directory(UNITS, PEOPLE), {"email": lambda: post}
    house = House(make_engine(settings, scenarios=["issue"], directory=who, clock=clock, channels=ways), clock, post)
    numbers = [house.open(title=title) for title in ("取号机故障", "公示栏无人接听")]
    clock.set("2026-11-25T08:31+08:00")
    house.engine.sweep()
    mail = next(each for each in house.mails() if each.name == "唐瑞")
    tokens = re.findall(r"/desk/s/(\S+)", mail.text)
    assert [house.engine.by_link(token).number for token in tokens] == numbers
    assert all(token in (mail.html or "") and token not in repr(rows()) for token in tokens)
    assert house.engine.follow_link(tokens[1]).state == "整改"
