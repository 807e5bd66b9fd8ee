"""Replay: each act of a history is judged again by the rules and the state that it was done under."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.replay.replaying import Replayer as Replayer
    from duban.workflow.replay.verdicts import Forbidden as Forbidden, Replayed as Replayed
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
