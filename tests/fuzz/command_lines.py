"""Command lines by chance, out of the real tree of commands: arguments that fit, that nearly fit, and hostile ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from hypothesis import strategies as st
from mutations import ODD, VALUES

from duban.cli.app import app
from duban.demo.sample import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Draw = Callable[..., Any]

Words = dict[str, list[str]]

FITTING: dict[str, list[str]] = {
    "NUMBER": ["WT-1", "RW-1"],  # stand for the numbers that the office has
    "OTHER": ["WT-1", "RW-1"],
    "[NUMBER]": ["WT-1", "RW-1"],
    "ID": ["WT-1#1", "WT-1#3"],
    "[ID...]": ["1", "2"],
    "SCENARIO": ["issue", "task", "complaint"],
    "NAME": ["issue", "task", "china", "DE", "local"],
    "TRIGGER": ["签收", "申请销号", "退单", "挂起", "通过"],
    "ROLE": ["lead", "responsible"],
    "UNIT": ["市优化办", "市住建局", "各区"],
    "UNIT...": ["市优化办", "市住建局", "各区"],
    "UNIT[/PERSON]": ["市优化办", "市住建局/张三", "市住建局"],
    "ROLE=UNIT[,UNIT…]": ["lead=市优化办", "responsible=市住建局", "responsible=各区、市住建局", "lead="],
    "UNIT[,UNIT…]": ["市住建局", "东区，西区"],
    "FIELD=VALUE": ["measure=已整改", "deadline=2027-05-31", "evidence=@units.csv", "source=群众投诉"],
    "CLOCK": ["整改时限", "签收时限"],
    "LENGTH": ["5个工作日", "3 calendar days"],
    "FILE": ["plan.txt", "issue", "scenarios", "heads.json", "days.csv"],
    "FILE...": ["issue", "scenarios", "scenarios/task.yaml"],
    "[FILE]": ["days.csv"],
    "[NOTICE]": ["plan.txt"],
    "STATUS": ["dead", "all", "pending"],
    "STATE": ["交办", "整改"],
    "LIGHT": ["绿", "red"],
    "KIND": ["repeat_of", "counts_for"],
    "MEDIUM": ["email", "sms"],
    "ADDRESS": ["a@example.org", "13812345678"],
    "N": ["1", "3"],
    "TEXT": ["说明", "a"],
    "KEY": ["k1", "k2"],
    "NO": ["7"],
    "DIR": ["."],
    "[DIR]": ["."],
}
"""What fits, by what the help calls a parameter; the numbers of the office are put in afterwards."""
ANYTHING = [word for words in FITTING.values() for word in words]
HOSTILE = [
    *(word for word in (*VALUES, *ODD) if "\0" not in word),
    *("-", "--", "-x", "--nonsense", "--help", "--version", "-1", "0", "99999999999999999999", "1" * 5000, "１２"),
    *("=", "=x", "x=", "lead=", "lead==", "nobody=甲", "measure=@", "evidence=@/dev/zero", "evidence=@/dev/null"),
    *("evidence=@.", "evidence=@loop", "evidence=@@x", "evidence=@units.csv", "measure=" + "长" * 100_001, "/", "."),
    *("..", "/dev/null", "/dev/zero", "/dev/full", "nothing/there", "a" * 300, "a/" * 3000, "loop", "noise", "\udcff"),
    *("\udcff=\udcff", "lead=\udcff", "system", "system/甲", "/甲", "甲/", "  ", "甲" * 300, "WT-9999-9999", "#", "x#"),
    *(
        "WT-2024-0001#" + "9" * 5000,
        "WT-2024-0001#-1",
        "WT-2024-0001#１",
        "sqlite:///x",
        "smtp://127.0.0.1:1",
        "http://[",
    ),
]
ENDLESS = {("daemon",): ["--once"]}
"""Commands that would not come back by themselves, and what makes them."""
SLOW = {("demo",)}
"""Commands that take seconds where nothing is wrong; they are given something that is."""


def leaves(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    """Yield every command of the tree with its path."""
    group = group or typer.main.get_command(app)
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield (*path, name), command
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = list(leaves())


@st.composite
def command_lines(draw: Draw, commands: list[tuple[tuple[str, ...], Any]] = COMMANDS) -> list[str]:
    """Return the arguments of one command line."""
    path, command = draw(st.sampled_from(commands))
    words = [*path]
    for parameter in command.params:
        words += draw(_given(parameter))
    words += ENDLESS.get(path, [])
    if path in SLOW:
        words.append(draw(st.sampled_from(["/dev/null", "noise", "nothing/there", "."])))
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(words)))
        words.insert(at, draw(_value()))
    if draw(st.integers(0, 29)) == 0:
        words = ["--config", draw(_value()), *words]
    return [word for word in words if "\0" not in word]


def with_numbers(words: list[str], numbers: dict[str, str]) -> list[str]:
    """Put real numbers in the place of those that stand for them."""
    for short, number in numbers.items():
        words = [word.replace(short, number) for word in words]
    return words


@st.composite
def _given(draw: Draw, parameter: Any) -> list[str]:  # noqa: ANN401 - click's parameters
    """Return one parameter as it is typed: usually where it is needed, sometimes more than once."""
    is_option = parameter.param_type_name == "option"
    dice = draw(st.integers(0, 9))
    if dice < (1 if parameter.required else 6):
        return []
    times = draw(st.integers(1, 2)) if dice == 9 else 1
    if not is_option:
        return [draw(_value(parameter)) for _ in range(times)]
    name = draw(st.sampled_from([*parameter.opts, *parameter.secondary_opts]))
    if name == "--help":
        return []
    flag = getattr(parameter, "is_flag", False)
    return [word for _ in range(times) for word in ([name] if flag else [name, draw(_value(parameter))])]


def _value(parameter: Any = None) -> st.SearchStrategy[str]:  # noqa: ANN401 - click's parameters
    fitting = st.sampled_from(FITTING.get(getattr(parameter, "metavar", None) or "", ANYTHING))
    hostile = st.sampled_from(HOSTILE)
    return st.one_of(*[fitting] * 6, st.sampled_from(ANYTHING), hostile, hostile, st.text(max_size=8))


def lay_traps(folder: Path) -> None:
    """Put into a folder what hostile arguments speak of."""
    (folder / "noise").write_bytes(bytes(range(256)) * 8)
    (folder / "loop").symlink_to("loop")
    (folder / "days.csv").write_text("日期,是否上班\n2027-01-04,上班\n", "utf-8")
    (folder / "plan.txt").write_text((SAMPLES / "plan.txt").read_text("utf-8"), "utf-8")
