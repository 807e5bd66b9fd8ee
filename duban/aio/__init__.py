"""The async door: the same engine and the same verbs, awaited.

Without `session=` a verb runs in a thread of its own, so the event loop goes on meanwhile; with an application's
`AsyncSession` or `AsyncConnection` it runs inside that, on the application's own async driver (`run_sync`). There is no
second implementation behind it: `make aio` writes the verbs from those of `Engine`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.aio.engine import AsyncEngine as AsyncEngine
    from duban.aio.guest import AsyncGuest as AsyncGuest
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
