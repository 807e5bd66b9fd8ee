"""What a sentence says to call: a verb in an application, a command at a terminal; never the one for the other."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from babel.messages.pofile import read_po

import duban
from duban.cli.app import app
from duban.storage import SchemaOlder
from duban.words import Line, speaking, typing_commands
from duban.words.ways import _WAYS
from duban.workflow import UnknownInstance

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(duban.__file__).parent
CHINESE = PACKAGE / "words" / "locale" / "zh" / "LC_MESSAGES" / "duban.po"

COMMANDS = "|".join(sorted(getattr(typer.main.get_command(app), "commands")))  # noqa: B009 - the group's, to mypy no command
TYPED = re.compile(rf"duban ({COMMANDS})\b(?!\.)|(?<![\w-])--[a-z]|`engine\.[a-z_]+\(")
"""What is typed at a terminal; and a verb that stands in a sentence for good, which the command line would repeat."""

OF_THE_TERMINAL = ("cli", "demo", "desk", "contrib")
"""Who speaks to people at a terminal, or at the desk, which is started there; a framework has commands of its own."""

OF_THE_TERMINAL_IN_PO = tuple(f"duban/{room}/" for room in OF_THE_TERMINAL)
"""The same as the catalogue names them."""

NO_MESSAGES = {
    "words/ways.py": "the ways themselves",
    "ledger/archives/record.py": "a printed page, for whoever checks it years later with the program",
    "storage/statements/relations.py": "the key of a lock",
    "testing/plugin.py": "options of pytest, which is typed",
    "scenarios/keys/scenario.py": "what the reference says of a key",
    "scenarios/json_schema.py": "likewise",
    "workflow/archive_settings.py": "what the reference says of a setting",
    "workflow/backup_settings.py": "likewise",
    "workflow/desk_settings.py": "likewise",
}
TOOLS_OF_OTHERS = ("pip install", "pg_dump")
"""Lines that tell of another program: there is no verb for these."""


def sentences(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts in a file that are no docstrings, each with its line."""
    tree = ast.parse(file.read_text("utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def told(text: str) -> bool:
    return TYPED.search(text) is not None and " " in text and not any(tool in text for tool in TOOLS_OF_OTHERS)


def test_no_sentence_of_the_library_says_what_to_type() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{line}: {text}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.relative_to(PACKAGE).parts[0] not in OF_THE_TERMINAL
        and file.relative_to(PACKAGE).as_posix() not in NO_MESSAGES
        for line, text in sentences(file)
        if told(text)
    ]
    assert found == []


def test_nor_does_its_chinese() -> None:
    with CHINESE.open("rb") as file:
        catalogue = read_po(file)
    homes = {f"duban/{name}" for name in NO_MESSAGES}
    found = []
    for message in catalogue:
        places = [place for place, _ in message.locations if not place.startswith(OF_THE_TERMINAL_IN_PO)]
        if message.id and isinstance(message.string, str) and set(places) - homes and told(message.string + " "):
            found.append(message.string)
    assert found == []


@pytest.mark.parametrize("verb", sorted({verb for verb, _ in _WAYS.values()}))
def test_a_program_can_call_what_it_is_told_to(verb: str) -> None:
    for name in re.findall(r"engine\.([a-z_]+)\(", verb):
        assert callable(getattr(duban.Engine, name))
    for path in re.findall(r"\b(duban\.[a-z_.]+)\(", verb):
        room, _, name = path.rpartition(".")
        assert callable(getattr(__import__(room, fromlist=[name]), name))


@pytest.mark.parametrize("command", sorted({command for _, command in _WAYS.values() if command.startswith("duban")}))
def test_a_terminal_takes_what_people_are_told_to_type(command: str) -> None:
    group = typer.main.get_command(app)
    for word in command.split()[1:]:
        below = getattr(group, "commands", {})
        if word not in below:
            break
        group = below[word]
    options = {option for parameter in group.params for option in parameter.opts}
    assert not getattr(group, "commands", {}) or group.invoke_without_command  # type: ignore[attr-defined]
    assert {word for word in command.split() if word.startswith("--")} <= options


def test_the_same_error_says_it_to_each_of_them() -> None:
    missing, older = UnknownInstance("WT-1"), SchemaOlder("sqlite:///a.db", "0009", "0010")
    with speaking("en"):
        assert str(missing) == "no instance 'WT-1': `engine.find()` shows the numbers"
        assert str(older).endswith("upgrade them by `engine.create_tables()`")
        with typing_commands():
            assert str(missing) == "no instance 'WT-1': `duban list` shows the numbers"
            assert str(older).endswith("upgrade them by `duban db upgrade`")
    assert str(missing) == "没有事项 'WT-1'；用 `engine.find()` 可查编号"


def test_a_way_is_filled_with_the_facts_of_its_sentence() -> None:
    line = Line("say which it becomes ({way_set_state})", state="整改")
    with speaking("en"):
        assert str(line) == 'say which it becomes (states={"整改": NEW})'
        with typing_commands():
            assert str(line) == "say which it becomes (--state 整改=NEW)"
