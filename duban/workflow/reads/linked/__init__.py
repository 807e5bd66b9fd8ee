"""What an instance has to do with others, for readers: its targets, what it comes after, and its days in a row."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.linked.targets import (
        Aiming as Aiming,
        TargetUnit as TargetUnit,
        TargetView as TargetView,
        target_views as target_views,
    )
    from duban.workflow.reads.linked.timeline import Dated as Dated, days_of as days_of
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
