"""A medium that duban knows nothing of: from contacts.csv and a scenario file to its channel, and after it is gone."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from chat_robot import CALL, CHAT, Robot
from framed import written

from duban import Contact, Directory, DirectoryError, Level, Settings, SettingsError
from duban.notifiers import ConsoleNotifier, FileNotifier, register_medium
from duban.scenarios import read_scenario
from duban.states import UnknownMedium
from duban.testing import RecordingNotifier
from duban.workflow import play_examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine

    from duban import DeliveryResult, Engine


@pytest.fixture(autouse=True)
def _robot(forget_media: Callable[[], None]) -> None:
    forget_media()
    register_medium(Robot())


def deliver(engine: Engine) -> DeliveryResult:
    return asyncio.run(engine.deliver())


def engine_with(make_engine: MakeEngine, text: str = CALL, **more: Any) -> Engine:  # noqa: ANN401 - as Engine takes them
    made = {"directory": Directory(contacts=[CHAT]), "scenarios": [read_scenario(text, "call.yaml")], **more}
    return make_engine(**made)


def open_call(engine: Engine, title: str = "取号机故障") -> str:
    return engine.open("call", title=title, units={"desk": "服务台"}, by="服务台").number


def test_a_message_leaves_by_every_medium_for_which_there_is_an_address_and_a_channel(make_engine: MakeEngine) -> None:
    mail, robot = RecordingNotifier(), RecordingNotifier()
    people = Directory(contacts=[CHAT, Contact("服务台", "王敏", Level.HANDLER, email="wang@example.org")])
    engine = engine_with(make_engine, directory=people, channels={"robot": lambda: robot, "email": lambda: mail})
    number = open_call(engine)
    assert deliver(engine).delivered == 2
    (sent,) = mail.sent
    assert (sent.medium, sent.to, written(sent.text)) == ("email", "wang@example.org", "取号机故障")
    assert [(sent.medium, sent.to, sent.text, dict(sent.extra)) for sent in robot.sent] == [
        ("robot", "https://chat.example/1", f"{number}：取号机故障", {"kind": "text"})
    ]


def test_what_a_medium_does_not_take_is_dead_with_the_reason(make_engine: MakeEngine) -> None:
    engine = engine_with(make_engine, channels={"robot": RecordingNotifier})
    open_call(engine, title="长" * 60)
    assert deliver(engine).dead == 1
    assert [entry.reason for entry in engine.outbox()] == ["the robot takes no more than 40 characters"]


def test_what_reached_nobody_is_addressed_by_the_medium_that_came_later(make_engine: MakeEngine) -> None:
    robot = RecordingNotifier()
    first = engine_with(make_engine, channels={"email": RecordingNotifier})
    open_call(first)
    assert [entry.status for entry in first.outbox()] == ["dead"]
    engine = engine_with(make_engine, channels={"email": RecordingNotifier, "robot": lambda: robot})
    assert engine.retry() == ([engine.outbox()[0].id], [])
    assert deliver(engine).delivered == 1
    assert [sent.to for sent in robot.sent] == ["https://chat.example/1"]


def test_after_a_medium_is_gone_its_instances_go_on_and_its_messages_wait_for_it(
    make_engine: MakeEngine, forget_media: Callable[[], None]
) -> None:
    number = open_call(engine_with(make_engine, channels={"robot": RecordingNotifier}))
    forget_media()
    later = CALL.replace("version: 1", "version: 2").partition("    robot:")[0]
    engine = make_engine(
        directory=Directory(contacts=[CHAT]),
        scenarios=[read_scenario(later, "call.yaml")],
        channels={"email": RecordingNotifier},
    )
    assert engine.instance(number).scenario_version == 1
    assert "robot" in deliver(engine).down
    assert [(each.status, each.attempts, each.reason) for each in engine.outbox()] == [
        ("pending", 0, "没有 'robot' 这种发送方式；可以写：email、sms、wecom、wecom_group；请安装提供这种方式的软件包")
    ]
    assert engine.fire(number, "办结", by="服务台").state == "办结"
    assert engine.verify().ok
    register_medium(Robot())
    robot = RecordingNotifier()
    again = engine_with(make_engine, channels={"robot": lambda: robot})
    assert deliver(again).delivered == 1
    assert len(robot.sent) == 1


@pytest.mark.usefixtures("english")
def test_its_examples_are_played() -> None:
    definition = read_scenario(CALL, "call.yaml")
    assert [(result.ok, result.failures) for result in play_examples(definition)] == [(True, ())]
    long = read_scenario(CALL.replace("：{{ item.title }}", "长" * 50), "call.yaml")
    (result,) = play_examples(long)
    assert result.failures == ("message 来电: the robot takes no more than 40 characters",)


@pytest.mark.usefixtures("english")
def test_contacts_have_a_column_for_it(tmp_path: Path, make_engine: MakeEngine) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("单位,姓名,级别,群机器人\n服务台,值班群,经办,https://chat.example/1/\n", "utf-8")
    directory = Directory.load(None, file)
    assert directory.contacts("服务台", "handler") == (CHAT,)
    (entry,) = engine_with(make_engine, directory=directory).contacts()
    assert (entry.reached, entry.to_json()["addresses"]) == ("服务台/值班群", {"robot": "https://chat.example/1"})
    file.write_text("unit,name,level,robot\n服务台,值班群,handler,chat.example\n", "utf-8")
    with pytest.raises(DirectoryError, match=r"contacts\.csv:2: robot chat\.example: is no webhook; write it as"):
        Directory.load(None, file)


@pytest.mark.usefixtures("english")
def test_a_channel_can_be_set_up_for_it_and_for_none_that_is_not_there(
    tmp_path: Path, make_engine: MakeEngine, forget_media: Callable[[], None]
) -> None:
    (tmp_path / "duban.toml").write_text("[channels.robot]\nnotifier = 'console'\n", "utf-8")
    assert "robot" in Settings.load(tmp_path / "duban.toml").channels
    forget_media()
    with pytest.raises(SettingsError, match="no message leaves by 'robot'; there are: email, sms"):
        Settings.load(tmp_path / "duban.toml")
    with pytest.raises(UnknownMedium, match="'robot'"):
        make_engine(channels={"robot": RecordingNotifier})


def test_dry_runs_show_it_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str], make_engine: MakeEngine) -> None:
    for channel in (ConsoleNotifier, lambda: FileNotifier(folder=tmp_path / "out")):
        engine = engine_with(make_engine, channels={"robot": channel})
        number = open_call(engine)
        assert deliver(engine).delivered == 1
    assert "── 群机器人 → 值班群 <https://chat.example/1>" in capsys.readouterr().out
    (written,) = (tmp_path / "out").glob("*.robot.json")
    facts = json.loads(written.read_text("utf-8"))
    assert facts["robot"] == "https://chat.example/1"
    assert (facts["text"], facts["kind"]) == (f"{number}：取号机故障", "text")
