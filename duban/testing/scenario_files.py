"""Scenario files as pytest collects them: each example is a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duban import words
from duban.scenarios import ScenarioError, files_in, load_scenario, offered, opens_others
from duban.workflow import play_example

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike
    from pathlib import Path

    from duban.states import Definition
    from duban.workflow import ExampleResult


class ExampleFailed(Exception):
    """An example that does not come out as it says."""

    def __init__(self, result: ExampleResult) -> None:
        super().__init__(result.name)
        self.result = result


class ScenarioFile(pytest.File):
    """A scenario file; one that has no examples has a test that says so and is skipped."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each example."""
        try:
            definition = load_scenario(self.path)
        except ScenarioError as error:
            raise self.CollectError(str(words.said_by(error))) from None
        if not definition.examples:
            yield NoExamples.from_parent(self, name=words.text("no examples"))
        for place, example in enumerate(definition.examples):
            yield Example.from_parent(self, name=example["name"], place=place, definition=definition)


class NoExamples(pytest.Item):
    """Stands for the examples of a file that has none."""

    def runtest(self) -> None:
        """Skip."""
        pytest.skip(words.text("{file} has no examples", file=self.path.name))


class Example(pytest.Item):
    """One example of a scenario file, played on a virtual clock by the real engine."""

    def __init__(self, *, place: int, definition: Definition, **given: Any) -> None:  # noqa: ANN401 - as pytest does
        super().__init__(**given)
        self._definition = definition
        self._example: Mapping[str, Any] = definition.examples[place]

    def runtest(self) -> None:
        """Play the example."""
        result = play_example(self._definition, self._example, among=self._others())
        if not result.ok:
            raise ExampleFailed(result)

    def _others(self) -> list[Definition]:
        """Return the scenarios that this one may open: those of its folder, and those that come with duban."""
        if not opens_others(self._definition):
            return []
        beside = []
        for file in files_in(self.path.parent):
            try:
                beside.append(load_scenario(file))
            except ScenarioError:
                continue  # it is a failure of its own, if it was named at all
        return [*offered(), *beside]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - pytest's shape
        """Return the file, the example, the step with what came out instead, and the history so far."""
        if not isinstance(excinfo.value, ExampleFailed):
            return super().repr_failure(excinfo, *args, **kwargs)
        result = excinfo.value.result
        lines = [words.text("{file}: example “{name}”", file=self._file(), name=result.name)]
        lines += [f"  {line}" for failure in result.failures for line in failure.splitlines()]
        if result.history:
            lines += [words.text("so far:"), *(f"  {line}" for line in result.history)]
        return "\n".join(lines)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Return where it stands: the file, the line, and its name."""
        return self.path, self._line(), self.name

    def _file(self) -> str:
        line = self._line()
        return self._shown(self.path) if line is None else f"{self._shown(self.path)}:{line + 1}"

    def _shown(self, path: Path) -> str:
        root = self.config.invocation_params.dir
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)

    def _line(self) -> int | None:
        """Return the line in which the example's name stands, counted from zero; None if it is written otherwise."""
        lines = self.path.read_text("utf-8").splitlines()
        named = [place for place, line in enumerate(lines) if "name:" in line and self.name in line]
        return named[0] if named else None
