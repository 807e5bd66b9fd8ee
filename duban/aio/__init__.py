"""The async door: the same engine and the same verbs, awaited.

Without `session=` a verb runs in a thread of its own, so the event loop goes on meanwhile; with an application's
`AsyncSession` or `AsyncConnection` it runs inside that, on the application's own async driver (`run_sync`). There is no
second implementation behind it: `make aio` writes the verbs from those of `Engine`.
"""

from duban.aio.engine import AsyncEngine
from duban.aio.guest import AsyncGuest

__all__ = ["AsyncEngine", "AsyncGuest"]
