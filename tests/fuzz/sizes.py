"""How much is tried: little in the suite, more by hand with `make fuzz EXAMPLES=…`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("EXAMPLES", "1"))
"""By which factor more is tried than in the suite."""


def tries(usual: int) -> settings:
    """Return the settings of a test that tries so many examples in the suite.

    In the suite the same are tried each time: what is found by chance should not keep somebody else's change out.
    """
    return settings(
        max_examples=usual * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
