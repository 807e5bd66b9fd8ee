"""Text that no database can keep: refused before anything is written, also in a transaction that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import Session

from duban import InvalidData, InvalidUnits, UnknownInstance

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import OpenMatter, Rows

    from duban import Engine

BAD = {"a NUL": "窗口\x00排队", "half a character": "窗口\ud800排队"}
LONG = "某单位" * 1000


@pytest.mark.parametrize("text", BAD.values(), ids=list(BAD))
def test_text_that_no_database_keeps_is_refused_and_costs_no_number(
    engine: Engine, open_matter: OpenMatter, rows: Rows, text: str
) -> None:
    number = open_matter(engine).number
    before = rows()
    units = {"lead": "市优化办", "responsible": [text]}
    attempts: list[tuple[type[Exception], Callable[[Any], object]]] = [
        (InvalidData, lambda s: open_matter(engine, title=text, session=s)),
        (InvalidData, lambda s: open_matter(engine, note=text, session=s)),
        (InvalidData, lambda s: open_matter(engine, key=text, session=s)),
        (InvalidData, lambda s: open_matter(engine, source=text, external_no="7", session=s)),
        (InvalidData, lambda s: open_matter(engine, by=f"市优化办/{text}", session=s)),
        (InvalidData, lambda s: open_matter(engine, data={"measure": text}, session=s)),
        (InvalidData, lambda s: open_matter(engine, data={"reporter": text}, key="k", session=s)),
        (InvalidUnits, lambda s: open_matter(engine, units=units, session=s)),
        (InvalidData, lambda s: engine.fire(number, "补充", by="市住建局", note=text, session=s)),
        (InvalidData, lambda s: engine.fire(number, "补充", by="市住建局", data={"measure": text}, key="k", session=s)),
        (InvalidUnits, lambda s: engine.assign(number, "responsible", [text], by="市优化办", session=s)),
        (UnknownInstance, lambda s: engine.fire(text, "补充", by="市住建局", session=s)),
        (UnknownInstance, lambda s: engine.instance(text, session=s)),
    ]
    with Session(engine.database.engine) as session:
        for kind, attempt in attempts:
            with pytest.raises(kind):
                attempt(session)
        session.commit()
    assert rows() == before
    assert engine.verify().ok


def test_what_stands_in_an_index_has_a_length(engine: Engine, open_matter: OpenMatter, rows: Rows) -> None:
    number = open_matter(engine, key="k" * 200, source="源" * 200, external_no="号" * 200).number
    before = rows()
    attempts: list[tuple[type[Exception], Callable[[Any], object]]] = [
        (InvalidData, lambda s: open_matter(engine, key=LONG, session=s)),
        (InvalidData, lambda s: open_matter(engine, source=LONG, external_no="7", session=s)),
        (InvalidData, lambda s: open_matter(engine, source="省平台", external_no=LONG, session=s)),
        (InvalidUnits, lambda s: engine.assign(number, "responsible", [LONG], by="市优化办", session=s)),
    ]
    with Session(engine.database.engine) as session:
        for kind, attempt in attempts:
            with pytest.raises(kind):
                attempt(session)
        session.commit()
    assert rows() == before


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("title", [5, ["窗口"], b"bytes"])
def test_a_title_that_is_no_text_is_refused(engine: Engine, open_matter: OpenMatter, title: object) -> None:
    with pytest.raises(InvalidData, match="title: has to be text"):
        open_matter(engine, title=title)
