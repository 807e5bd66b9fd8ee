"""What an instance has to do with others, for readers: its targets, what it comes after, and its days in a row."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.linked.targets import (
        Targets as Targets,
        TargetUnit as TargetUnit,
        TargetView as TargetView,
        target_views as target_views,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
