"""What reaches people is a line, worded when it is read: no error is raised with a bare English sentence."""

from __future__ import annotations

import ast
import builtins
import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from catalogue import PACKAGE

from duban import InvalidUnits, SettingsError, TransitionRefused
from duban.notifiers import ChannelDown, Permanent, Retryable
from duban.states import Blocker
from duban.words import Line, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOR_PROGRAMMERS = {"TypeError", "AttributeError", "NotImplementedError", "RuntimeError", "AssertionError"}
"""Raised where a program uses another wrongly: who reads it reads the code as well."""

EXEMPT = {
    "scenarios/checkers/shapes.py": "a program forgot to declare what a checker takes",
    "workflow/instance/saving.py": "a fault of ours, which no input can bring about",
    "workflow/instance/changes/decisions.py": "a fault of ours: what it asks was judged before",
    "states/migration/stepping.py": "a program asked for what it was told cannot be done",
}
"""Rooms and files that may, each with its reason. This list only gets shorter."""


def bare(source: str) -> Iterator[int]:
    """Yield the lines in which an error is raised with a sentence that no catalogue knows."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for before, raised in zip([None, *body], body, strict=False):
            match raised:
                case ast.Raise(exc=ast.Call(func=function, args=args)) if _reaches_people(function):
                    pass
                case ast.Expr(value=ast.Call(func=function, args=args)) if ast.unparse(function) == "super().__init__":
                    pass
                case _:
                    continue
            if any(_is_sentence(_value_of(argument, before)) for argument in args):
                yield raised.lineno


def _reaches_people(function: ast.expr) -> bool:
    name = ast.unparse(function).rpartition(".")[2]
    kind = getattr(builtins, name, None)
    error = isinstance(kind, type) and issubclass(kind, Exception)
    return name[:1].isupper() and name not in FOR_PROGRAMMERS and (error or kind is None)


def _value_of(argument: ast.expr, before: ast.stmt | None) -> ast.expr:
    """Return what an argument holds; a message is often given a name on the line above."""
    match argument, before:
        case ast.Name(name), ast.Assign(targets=[ast.Name(assigned)], value=value) if name == assigned:
            return value
    return argument


def _is_sentence(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return " " in text
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.Constant) and " " in str(part.value).strip(" :") for part in parts)
        case ast.BinOp(left=left, right=right):
            return _is_sentence(left) or _is_sentence(right)
        case ast.IfExp(body=one, orelse=other):
            return _is_sentence(one) or _is_sentence(other)
        case ast.Tuple(elts=[alone]):
            return _is_sentence(alone)
        case _:
            return False


def exemption(path: Path) -> str | None:
    inside = path.relative_to(PACKAGE).as_posix()
    return next((place for place in EXEMPT if inside == place or inside.startswith(f"{place}/")), None)


def test_no_error_is_raised_with_a_bare_sentence() -> None:
    found = {path: list(bare(path.read_text("utf-8"))) for path in PACKAGE.rglob("*.py")}
    offences = {path: lines for path, lines in found.items() if lines}
    assert {
        f"{path.relative_to(PACKAGE)}:{lines}" for path, lines in offences.items() if exemption(path) is None
    } == set()
    assert {exemption(path) for path in offences} - {None} == EXEMPT.keys(), "an exemption that nothing needs goes"


def test_such_a_sentence_is_found_in_each_form_that_people_write() -> None:
    wrong = (
        'def f(x):\n    raise ValueError(f"no such thing: {x}")',
        'def f(x):\n    message = f"no such thing: {x}"\n    raise LookupError(message) from None',
        'if x:\n    raise errors.SettingsError("cannot be read")',
        'for x in y:\n    raise Permanent("one" if x else "the other one")',
        'class Gone(LookupError):\n    def __init__(self, x):\n        super().__init__(f"{x} is gone")',
    )
    right = (
        'def f(x):\n    raise ValueError(words.Line("no such thing: {x}", x=x))',
        'def f(x):\n    problem = words.Line("no such thing")\n    raise LookupError(words.at(x, problem))',
        'def f(x):\n    raise TypeError(f"x has to be a list, not {x}")',
        "def f(x):\n    raise UnknownScenario(name, known)",
    )
    assert [list(bare(source)) != [] for source in wrong] == [True] * len(wrong)
    assert [list(bare(source)) for source in right] == [[]] * len(right)


EMPTY = Line("is empty; name the mail server")
SAID = {"en": "is empty; name the mail server", "zh": "是空的；请写明邮件服务器"}


@pytest.mark.parametrize("kind", [InvalidUnits, SettingsError, Permanent, Retryable, ChannelDown])
def test_an_error_that_was_copied_or_crossed_processes_is_worded_like_the_first(kind: type[Exception]) -> None:
    for error in (kind(EMPTY), copy.copy(kind(EMPTY)), pickle.loads(pickle.dumps(kind(EMPTY)))):  # noqa: S301 - our own
        assert type(error) is kind
        for locale, said in SAID.items():
            with speaking(locale):
                assert str(error) == said
                assert getattr(error, "reason", said) == said


def test_so_is_a_refusal_with_its_reasons() -> None:
    refused = TransitionRefused("WT-1", "签收", [Blocker("children", {}, "none-all")])
    again = pickle.loads(pickle.dumps(refused))  # noqa: S301 - our own
    for locale in SAID:
        with speaking(locale):
            assert str(again) == str(refused)
    assert again.codes == ("children",)


def test_how_long_to_wait_crosses_processes_too() -> None:
    assert pickle.loads(pickle.dumps(Retryable(EMPTY, 30.0))).retry_after == 30.0  # noqa: S301 - our own
