"""What people have written cannot take over a terminal, nor feign a line of ours."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban, process

if TYPE_CHECKING:
    from pathlib import Path

FEIGNED = "WT-2026-9999 已销号"
EVIL = f"井盖\x1b[2J\x1b]0;x\x07\r\n{FEIGNED}\u2028{FEIGNED}\u2029\x85{FEIGNED}\x0b\u202e\x9b31m缺失"
UNITS = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001 - the command runs in it
    opened = done("open", "issue", "--title", EVIL, *UNITS, "--by", "市优化办/王\x1b[1m五", "--note", EVIL, "--json")
    found: str = opened.json["number"]
    assert opened.json["title"] == EVIL
    done("fire", found, "签收", "--by", "市住建局")
    done("extend", found, "整改时限", "5 working days", "--by", "市住建局", "--note", EVIL)
    return found


@pytest.mark.parametrize("columns", ["", "60", "200"])
@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("show", "NUMBER", "--by", "市优化办"),
        ("history", "NUMBER"),
        ("pending",),
        ("why", "NUMBER"),
        ("outbox", "list"),
        ("outbox", "list", "--status", "all"),
        ("fire", "NUMBER", "退回整改", "--by", "市优化办"),
        (
            "open",
            "issue",
            "--title",
            EVIL,
            "--unit",
            "lead=市优化办",
            "--unit",
            "responsible=市住建局",
            "--by",
            "市住建局",
        ),
        ("find-no-such-command" + EVIL,),
        ("show", EVIL),
        ("list", "--unit", EVIL),
    ],
    ids=lambda command: command[0] + str(len(command)),
)
def test_no_control_character_of_theirs_is_printed(
    monkeypatch: pytest.MonkeyPatch, number: str, command: tuple[str, ...], columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    answer = duban(*(number if word == "NUMBER" else word for word in command))
    lines = (answer.out + answer.err).split("\n")
    assert any(lines)
    for line in lines:
        assert {sign for sign in line if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}} == set()
        assert not line.startswith(FEIGNED)


def test_json_has_them_as_they_are_and_escapes_them(number: str) -> None:
    answer = done("show", number, "--json")
    assert answer.json["title"] == EVIL
    assert "\x1b" not in answer.out


def test_completion_offers_no_control_character(office: Path, number: str) -> None:
    env = {"_DUBAN_TYPED": "duban show ", **os.environ}
    answer = process(folder=office, env=env)
    (line,) = answer.stdout.decode().splitlines()
    assert line.startswith(number)
    assert "\x1b" not in line
