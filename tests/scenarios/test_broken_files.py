"""One small broken file per rule, each with its exact problems in its first lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.scenarios import ScenarioError, load_scenario

pytestmark = pytest.mark.usefixtures("english")

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
MARK = "# expect: "


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_refused_with_every_problem_at_its_place(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    expected = [f"{file}:{line.removeprefix(MARK)}" for line in lines if line.startswith(MARK)]

    try:
        load_scenario(file)
    except ScenarioError as error:
        problems = error.problems
    else:
        problems = ()

    assert sorted(map(str, problems)) == sorted(expected)


def test_the_error_shows_all_problems_one_a_line() -> None:
    file = Path(__file__).parent / "broken" / "several-at-once.yaml"

    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)

    assert isinstance(caught.value, ValueError)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    assert [problem.line for problem in caught.value.problems] == sorted(
        problem.line for problem in caught.value.problems
    )


def test_the_corpus_is_there() -> None:
    assert len(BROKEN) > 100
