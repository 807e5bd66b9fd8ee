"""The operations of the API: a file for each resource; `OPERATIONS` are all of them."""

from duban.desk.api.operation import Operation
from duban.desk.api.resources import (
    account,
    acting,
    counting,
    deciding,
    described,
    files,
    happening,
    listing,
    many,
    matter,
    office,
    opening,
)

_ROOMS = (
    *(listing, opening, matter, acting, deciding, many, files),
    *(office, counting, happening, account, described),
)

OPERATIONS: tuple[Operation, ...] = tuple(each for room in _ROOMS for each in room.OPERATIONS)

__all__ = ["OPERATIONS"]
