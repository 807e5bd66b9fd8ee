"""The desk's own tables, beside the engine's in the same database, and the statements on them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.store.carrying import carry_over as carry_over
    from duban.desk.store.connecting import reading as reading, writing as writing
    from duban.desk.store.errors import (
        DeskError as DeskError,
        DeskMissing as DeskMissing,
        DeskNewer as DeskNewer,
        NotInstalled as NotInstalled,
        UnsafeAddress as UnsafeAddress,
    )
    from duban.desk.store.schema import is_furnished as is_furnished, require as require, upgrade as upgrade
    from duban.desk.store.tables import (
        accounts as accounts,
        failures as failures,
        links as links,
        log as log,
        memberships as memberships,
        metadata as metadata,
        recovery as recovery,
        sessions as sessions,
        tokens as tokens,
        written as written,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
