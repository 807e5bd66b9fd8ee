"""The description of the API: as it was committed, complete, and good for programs that read such descriptions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from program import Program

from duban.desk.api.document import document

if TYPE_CHECKING:
    from desk_office import Office

COMMITTED = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"


def test_the_description_is_as_it_was_committed() -> None:
    """Compared member by member, so that a failure shows what has changed: members that go are a break."""
    assert document() == json.loads(COMMITTED.read_text("utf-8")), "run `make docs`, and look at what changed"


def test_it_is_given_to_whoever_asks(office: Office) -> None:
    answer = Program(office.desk).get("/openapi.json")
    assert answer.json() == document()
    assert answer.headers["content-type"] == "application/json"


def test_every_operation_is_in_it_with_what_it_may_answer(office: Office) -> None:
    paths = document()["paths"]
    for operation in office.desk.api.operations:
        described = paths[operation.path][operation.method.lower()]
        assert described["summary"], operation.name
        assert str(operation.status) in described["responses"], operation.name
        assert ("401" in described["responses"]) is not operation.open, operation.name
