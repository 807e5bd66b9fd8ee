"""Which instances a text is about: the one place that a search by text goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_

from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterable

_instance = table_of(InstanceRow)


def mentions(terms: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that an instance's number or title has every one of these words in it.

    It looks into nothing else, so that no private value is found by trying words.
    """
    return and_(
        *(
            or_(_instance.c.title.icontains(term, autoescape=True), _instance.c.number.icontains(term, autoescape=True))
            for term in terms
        )
    )
