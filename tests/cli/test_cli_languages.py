"""Every text of the command's own in English and in Chinese, as the locale asks, and an example to every command."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import done
from commands import COMMANDS, tree
from rich.cells import cell_len

import duban as package
from duban.cli.chinese import CHINESE, SENTENCES
from duban.cli.pages import told
from duban.cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(package.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")
BY_THE_LIBRARY = "Show this message and exit."
ELSEWHERE = (
    *("No such ", "Missing ", "Got ", "Option ", "Invalid ", "'{given}", "{given} is not in"),  # Typer
    *("Permission", "Is a ", "Not a ", "File ", "No space", "file is not"),  # the system, SQLite
    *("Input ", "Field ", "String ", "Value error", "{message} (at line", "Cannot over"),  # pydantic, tomllib
    *("unexpected end", "',' expected", "field larger"),  # csv
)
"""How sentences begin that libraries and the system write."""
SAYING = {"word": None, "words": None, "show_rows": 1}
"""The functions whose texts are looked up, and how many of their arguments hold texts (none for all)."""


def texts_in_code() -> Iterator[str]:
    """Yield every text that the command's code looks up as it stands."""
    for path in sorted((PACKAGE / "cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                looked_at: list[ast.AST] = [*node.args[: SAYING[node.func.id]]]
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("_COLUMNS"):
                looked_at = [node.value]
            else:
                continue
            for each in looked_at:
                yield from _constants(each)


def _constants(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _constants(part)
        case ast.IfExp(body=body, orelse=other):
            yield from _constants(body)
            yield from _constants(other)


def texts_of_help() -> Iterator[str]:
    """Yield what help pages say of commands, options and arguments."""
    for command in tree().values():
        yield told(command)[0]
        yield from (str(param.help) for param in command.params if param.help)


def test_every_text_has_its_chinese() -> None:
    missing = {*texts_in_code(), *texts_of_help(), BY_THE_LIBRARY} - CHINESE.keys()
    assert missing == set()


def test_every_chinese_text_is_used_and_is_chinese() -> None:
    said = {*texts_of_help(), BY_THE_LIBRARY}
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name != "chinese":
            said |= set(_templates(path))
    assert CHINESE.keys() - said == set()
    assert [text for text in CHINESE.values() if not HAN.search(text)] == []


def test_both_languages_fill_in_the_same_places() -> None:
    for english, text in {**CHINESE, **SENTENCES}.items():
        assert sorted(re.findall(r"\{(\w+)", english)) == sorted(re.findall(r"\{(\w+)", text)), english


def test_every_sentence_is_one_that_is_written_below() -> None:
    """Hold all but what libraries and the system say: worded anew below, a sentence would come out in English."""
    written = {re.sub(r"\s+", " ", text) for path in PACKAGE.rglob("*.py") for text in _templates(path)}
    for english in SENTENCES:
        if english.startswith(ELSEWHERE):
            continue
        plain = re.sub(r"\{\w+\}", "{}", english)
        start = re.split(r"; |: `duban \w+`|: {}$", plain)[0]
        assert any(re.sub(r"^({} |is )|{}$", "", start) in text for text in written), english


def test_every_bad_input_that_is_kept_is_refused_in_chinese() -> None:
    kept = Path(__file__).parent.parent / "badinput"
    said = [line for path in kept.rglob("*.expect") for line in path.read_text("utf-8").splitlines()]
    sentences = [line for line in said if " " in line and ": " in line]
    assert len(sentences) > len(said) / 3
    assert [line for line in sentences if sentence(line) == line] == []


def _templates(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_help_page_fits_into_80_columns_in_the_language_of_the_locale(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    chinese = done(*path, "--help").out
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    english = done(*path, "--help").out
    for page, heading in ((chinese, "示例："), (english, "Example:")):
        lines = page.splitlines()
        assert max(map(cell_len, lines)) <= 80
        assert lines[lines.index(heading) + 1].startswith("  duban ")
        # No line begins with a sign that closes or separates.
        assert not [line for line in lines if re.match(r"\s*[，。；：、）」》]", line)]
    said = [line for line in english.splitlines() if not line.startswith("  duban ")]
    allowed = re.compile("督办|持续推进|工作方案|绿蓝黄红|签收|整改时限|个工作日|日期|是否上班")
    assert [line for line in said if HAN.search(allowed.sub("", line))] == []
