"""The verbs that change something, and the values that they take and return."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.acts.arrivals import Arrivals as Arrivals
    from duban.workflow.acts.bounces import (
        DELAYED as DELAYED,
        KNOWN as KNOWN,
        LOST as LOST,
        BounceNoted as BounceNoted,
        Bouncing as Bouncing,
    )
    from duban.workflow.acts.calendars import (
        CalendarImport as CalendarImport,
        Days as Days,
        Redated as Redated,
        import_calendar as import_calendar,
        read_calendar_csv as read_calendar_csv,
    )
    from duban.workflow.acts.correcting import Correcting as Correcting
    from duban.workflow.acts.deciding import Deciding as Deciding
    from duban.workflow.acts.dividing import Dividing as Dividing, NewPart as NewPart
    from duban.workflow.acts.ending import Ending as Ending
    from duban.workflow.acts.erasing import Erasing as Erasing, Erasure as Erasure
    from duban.workflow.acts.excuses import Excusing as Excusing
    from duban.workflow.acts.holding import Holding as Holding
    from duban.workflow.acts.listening import Listening as Listening
    from duban.workflow.acts.migration import Migrating as Migrating
    from duban.workflow.acts.migration_values import (
        Migrated as Migrated,
        MigratedClock as MigratedClock,
        Migration as Migration,
        NextRung as NextRung,
        Standing as Standing,
    )
    from duban.workflow.acts.outbox import (
        Resending as Resending,
        is_given_up as is_given_up,
        revive as revive,
    )
    from duban.workflow.acts.planning import Planning as Planning
    from duban.workflow.acts.previewing import (
        OpeningPreview as OpeningPreview,
        Previewing as Previewing,
        WouldOpen as WouldOpen,
        WouldSend as WouldSend,
    )
    from duban.workflow.acts.reporting import Reporting as Reporting
    from duban.workflow.acts.saying import Saying as Saying
    from duban.workflow.acts.verbs import Commands as Commands
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
