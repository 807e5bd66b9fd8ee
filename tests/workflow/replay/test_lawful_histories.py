"""What engines have written is never called forbidden, and a replay ends with the very memory of the engine."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from retold import differences

from duban.scenarios import load_scenario, shipped, shipped_names
from duban.workflow.play import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine
    from duban.states import Definition

PLAYED = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))
AMONG = {file.stem: load_scenario(file) for file in PLAYED}
SHIPPED = [shipped(name) for name in shipped_names()]
TESTED = [definition for definition in (*SHIPPED, *AMONG.values()) if definition.examples]


@pytest.mark.parametrize("definition", TESTED, ids=lambda definition: definition.scenario)
def test_every_example_of_a_scenario_is_lawful(definition: Definition, monkeypatch: pytest.MonkeyPatch) -> None:
    real, judged, wrong = examples.throwaway_engine, [0], list[Any]()

    @contextmanager
    def verified(**options: Any) -> Iterator[Engine]:  # noqa: ANN401 - as Engine takes them
        with real(**options) as engine:
            yield engine
            found = engine.verify()
            judged[0] += found.judged
            wrong.extend([*found.findings, *found.unjudged, *differences(engine)])

    monkeypatch.setattr(examples, "throwaway_engine", verified)
    for result in examples.play_examples(definition, among=[*AMONG.values(), *SHIPPED]):
        assert not result.failures
    assert wrong == []
    assert judged[0] > 0
