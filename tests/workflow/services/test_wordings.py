"""Messages in the language of their readers, and as an office words them by files of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Engine, Settings
from duban.notifiers import ConsoleNotifier
from duban.scenarios import read_scenario, shipped_text
from duban.testing import FixedClock
from duban.workflow import Directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Engine]

PEOPLE = """\
unit,name,level,email,mobile,locale
市优化办,李四,handler,li@example.com,13900000001,zh-CN
市住建局,王五,handler,wang@example.com,13900000002,zh-CN
市住建局,Ann,handler,ann@example.com,13900000003,en-GB
"""
WAYS = {"email": ConsoleNotifier, "sms": ConsoleNotifier}


@pytest.fixture
def open_engine(tmp_path: Path) -> Open:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(PEOPLE, "utf-8")

    def opened(scenario: str = shipped_text("issue"), **more: object) -> Engine:
        folder = tmp_path / "messages"
        update = {"messages": str(folder) if folder.is_dir() else None}
        settings = Settings.plain(f"sqlite:///{tmp_path}/duban.db").model_copy(update=update)
        return Engine(
            settings,
            scenarios=[read_scenario(scenario, "issue.yaml")],
            directory=Directory.load(None, contacts),
            channels=WAYS,
            clock=FixedClock("2026-03-02T01:00Z"),
            **more,  # type: ignore[arg-type] # what a test gives
        )

    return opened


def worded(tmp_path: Path, name: str, text: str) -> Path:
    file = tmp_path / "messages" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def handed_out(engine: Engine, title: str = "压减材料") -> str:
    """Open an issue, and return its number."""
    units = {"lead": "市优化办", "responsible": "市住建局"}
    return engine.open("issue", title=title, by="市优化办", units=units).number


def told(engine: Engine, number: str) -> dict[tuple[str, str], str]:
    """Return what each person is told by each medium: of a mail the subject and the text."""
    drafts = engine.drafts(number=number)
    assert [each.fault for each in drafts if each.fault] == []
    return {(each.contact, each.medium): f"{each.subject}\n{each.text}".strip() for each in drafts}


def test_each_reads_their_own_language(open_engine: Open) -> None:
    with open_engine() as engine:
        found = told(engine, handed_out(engine))

    assert found["王五", "email"].startswith("【交办】压减材料，3月23日（周一）前办结（WT-2026-0001）")
    assert found["Ann", "email"].startswith("[Problem] 压减材料: by 23 March (Mon) (WT-2026-0001)\nTo 市住建局:\n")
    assert "To do now: sign for it (签收) by 3 March (Tue)." in found["Ann", "email"]
    assert found["王五", "sms"] == "交办WT-2026-0001压减材料，请3月3日前签收。电话0711-5550142"
    assert found["Ann", "sms"] == "Problem WT-2026-0001: sign for it by 3 Mar. 0711-5550142"


def test_an_office_words_a_message_by_a_file_and_nothing_has_to_be_migrated(open_engine: Open, tmp_path: Path) -> None:
    with open_engine() as engine:
        before, digest = handed_out(engine), engine.definition("issue").digest
        as_sent = told(engine, before)
    worded(tmp_path, "zh/issue/交办通知.yaml", "subject: 【请签收】{{ item.title }}\n")
    worded(
        tmp_path, "en/issue.yaml", "交办通知:\n  text: \"{{ unit }}, by {{ clock('整改时限').due | day }}, please.\"\n"
    )
    with open_engine() as engine:
        after = handed_out(engine)
        found = told(engine, after)
        assert told(engine, before) == as_sent, "what was decided before is shown as it was"
        assert engine.definition("issue").digest == digest
        assert {engine.rules(each).digest for each in (before, after)} == {digest}

    assert found["王五", "email"].startswith("【请签收】压减材料\n市住建局：\n现将“压减材料”交贵单位整改")
    assert found["王五", "sms"].startswith("交办WT-2026-0002"), "what a file leaves out stays as it was"
    # The translation was one of another subject, so only what the office says in English is English.
    assert found["Ann", "email"] == "【请签收】压减材料\n市住建局, by 23 March (Mon), please."


def test_what_was_sent_is_shown_as_it_was_sent_when_the_files_are_gone(open_engine: Open, tmp_path: Path) -> None:
    file = worded(tmp_path, "zh/issue/交办通知.yaml", "text: 请{{ after('3 working days') | day }}前签收。\n")
    with open_engine() as engine:
        number = handed_out(engine)
        sent = told(engine, number)
        file.write_text("text: 另一个说法。\n", "utf-8")
        engine.refresh_scenarios()
        assert told(engine, handed_out(engine))["王五", "email"].endswith("另一个说法。")
        assert told(engine, number) == sent
    file.unlink()
    with open_engine() as engine:
        assert told(engine, number) == sent
        assert engine.verify().ok

    assert sent["王五", "email"].endswith("\n请3月5日（周四）前签收。")


def test_a_message_that_an_office_words_in_its_own_scenario_is_not_translated(open_engine: Open) -> None:
    own = shipped_text("issue").replace("现将“{{ item.title }}”交贵单位整改", "请整改“{{ item.title }}”")
    with open_engine(own) as engine:
        found = told(engine, handed_out(engine))

    assert "请整改“压减材料”" in found["Ann", "email"]
    assert found["Ann", "sms"].startswith("Problem "), "its SMS is as it was shipped"


@pytest.mark.usefixtures("english")
def test_a_file_that_does_not_fit_is_named_and_nobody_goes_untold(open_engine: Open, tmp_path: Path) -> None:
    worded(tmp_path, "zh/issue/交办通知.yaml", "subject: 【交办】{{ reporter }}\n")
    worded(tmp_path, "zh/issue/催班.yaml", "subject: x\n")
    worded(tmp_path, "en/issue/催办.yaml", "subjekt: x\n")
    worded(tmp_path, "fr/issue/催办.yaml", "subject: x\n")
    worded(tmp_path, "zh/issue/退回通知.yaml", "subject: [\n")
    with open_engine(leave_out=True) as engine:
        lines = sorted(str(each).rpartition("messages/")[2] for each in engine.unusable)
        found = told(engine, handed_out(engine))

    assert lines == [
        'en/issue/催办.yaml:1:1: 催办.subjekt: unknown key "subjekt"; did you mean "subject"?',
        "fr/issue/催办.yaml: 'fr' is no language of messages; there are zh, en",
        lines[2],
        'zh/issue/催班.yaml:1:1: 催班: scenario issue has no message "催班"; did you mean "催签"?',
        lines[4],
    ]
    assert lines[2].startswith("zh/issue/交办通知.yaml:1:1: 交办通知: shows the private field")
    assert lines[4].startswith("zh/issue/退回通知.yaml:1:1: is not YAML")
    assert found["王五", "email"].startswith("【交办】压减材料")


def test_a_wording_that_cannot_be_filled_in_gives_way_to_the_scenarios_own(open_engine: Open, tmp_path: Path) -> None:
    worded(tmp_path, "zh/issue/交办通知.yaml", "text: '{{ item.title | short(item.round - 1) }}'\n")
    with open_engine() as engine:
        found = told(engine, handed_out(engine))

    assert found["王五", "email"].startswith("【交办】压减材料，3月23日（周一）前办结")


def test_one_that_the_medium_refuses_gives_way_as_well(open_engine: Open, tmp_path: Path) -> None:
    sms = '{template: T, sign: S, text: "${a}", values: {a: "{{ item.title * 200 }}"}}'
    worded(tmp_path, "zh/issue/交办通知.yaml", f"sms: {sms}\n")
    with open_engine() as engine:
        found = told(engine, handed_out(engine))

    assert found["王五", "sms"] == "交办WT-2026-0001压减材料，请3月3日前签收。电话0711-5550142"


def test_the_scenarios_own_shows_what_is_private_also_if_the_offices_does_not(
    open_engine: Open, tmp_path: Path
) -> None:
    own = shipped_text("issue").replace("{{ by }}申请退单：", "{{ by }}申请退单（{{ reporter }}）：", 1)
    worded(tmp_path, "zh/issue/退单申请.yaml", "text: '{{ item.title | short(item.round - 1) }}'\n")
    with open_engine(own) as engine:
        units = {"lead": "市优化办", "responsible": "市住建局"}
        item = engine.open("issue", title="压减材料", by="市优化办", units=units, data={"reporter": "赵某"})
        engine.fire(item.number, "申请退单", by="市住建局", data={"return_to": "市优化办"}, note="不属本单位")
        found = told(engine, item.number)

    assert "申请退单（赵某）" in found["李四", "email"]


def test_html_goes_with_the_text_that_it_was_made_for(open_engine: Open, tmp_path: Path) -> None:
    own = shipped_text("issue").replace(
        "  转办通知:\n    subject", '  转办通知:\n    html: "<p>{{ item.title }}</p>"\n    subject', 1
    )
    worded(tmp_path, "zh/issue/转办通知.yaml", "text: 本件改由其他单位办理。\n")
    with open_engine(own) as engine:
        (shown,) = engine.preview_message("转办通知", number=handed_out(engine), reader="市住建局/王五")

    assert shown.html is not None
    assert "本件改由其他单位办理。" in shown.html
