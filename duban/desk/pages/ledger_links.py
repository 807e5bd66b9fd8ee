"""Addresses of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from duban.desk.models.ledger import asked_of

if TYPE_CHECKING:
    from duban.desk.models.ledger import Asked
    from duban.desk.serving import Visit


def asked_in(visit: Visit) -> Asked:
    """Return what the address of a visit asks for."""
    return asked_of(visit.query.get, visit.query.all)


def address_of(visit: Visit, asked: Asked, *, page: str = "ledger", **more: str) -> str:
    """Return the address at which the ledger, or a page beside it, shows what is asked for."""
    pairs = [*asked.pairs, *((name, value) for name, value in more.items() if value)]
    return visit.url(page) + ("?" + urlencode(pairs) if pairs else "")


def linking(visit: Visit) -> dict[str, Any]:
    """Return what templates make addresses of the ledger with."""
    return {
        "to": lambda asked, **more: address_of(visit, asked, **more),
        "beside": lambda name, asked: address_of(visit, asked, page=name),
    }
