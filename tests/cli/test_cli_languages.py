"""Every text of the command's own in English and in Chinese, as the locale asks, and an example to every command."""

from __future__ import annotations

import re

import pytest
from command_line import done
from commands import COMMANDS, tree
from rich.cells import cell_len

from duban.cli.terminal.pages import told
from duban.cli.terminal.words import word
from duban.words import speaking

HAN = re.compile(r"[\u4e00-\u9fff]")
BY_THE_LIBRARY = "Show this message and exit."


def test_every_help_text_has_its_chinese() -> None:
    said = {BY_THE_LIBRARY}
    for command in tree().values():
        said |= {told(command)[0], *(str(param.help) for param in command.params if param.help)}
    with speaking("zh"):
        assert [text for text in said if not HAN.search(word(text))] == []


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
    allowed = re.compile(
        "督办|持续推进|工作方案|责任分解表|绿蓝黄红|签收|整改时限|个工作日|日期|是否上班|永久|30年|10年"
    )
    assert [line for line in said if HAN.search(allowed.sub("", line))] == []
