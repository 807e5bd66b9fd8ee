"""The programs of these tests have an office of their own, in which they may open what they like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office


@pytest.fixture(scope="session")
def office(make_office: Callable[..., Office]) -> Office:
    """Give the tests of the API one office."""
    return make_office(api_per_minute=100_000, api_acts_per_minute=100_000)
