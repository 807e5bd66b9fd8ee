"""`/me`: who asks, and what they may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.shapes import Me
from duban.desk.who import EVERYBODY

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask


def get_me(ask: Ask) -> Given:
    """Return as whom one acts, what the token may, and until when it is good."""
    bearer, place = ask.bearer, ask.who.membership
    limits = None if bearer is None else bearer.limits
    told = Me(
        account=ask.who.name,
        by=place.by,
        unit=place.unit,
        function=place.function.value,
        scopes=tuple(sorted(tokens.READING)) if limits is None else limits.scopes,
        scenarios=ask.scenarios,
        only_unit=ask.only_unit,
        until=None if bearer is None else bearer.until,
        today=ask.engine.today(),
    )
    return Given(told.to_json())


OPERATIONS = (Operation("get_me", "GET", "/me", get_me, Me, functions=EVERYBODY, tag="account"),)
