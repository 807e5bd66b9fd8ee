"""`/openapi.json`: what there is to ask for, for programs that make programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from duban.desk.api.operation import Given, Operation

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask


def get_openapi(ask: Ask) -> Given:
    """Return this description, for whoever asks."""
    del ask
    return Given(body=_described())


@cache
def _described() -> bytes:
    from duban.desk.api.document import document  # noqa: PLC0415 - it is made of this operation too

    return msgspec.json.format(msgspec.json.encode(document()), indent=2)


OPERATIONS = (
    Operation("get_openapi", "GET", "/openapi.json", get_openapi, dict[str, object], open=True, tag="account"),
)
