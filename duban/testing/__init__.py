"""For users' own tests: a real engine on a virtual clock, whose messages are kept, and fixtures for pytest.

Nothing in here imports pytest but `plugin` and `scenario_files`, which pytest itself loads.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.storage import NotEmpty as NotEmpty
    from duban.testing.awaited import AsyncHarness as AsyncHarness
    from duban.testing.databases import empty as empty
    from duban.testing.harness import Harness as Harness
    from duban.testing.recording import RecordingNotifier as RecordingNotifier
    from duban.testing.saying import Said as Said
    from duban.workflow import FixedClock as FixedClock, throwaway_engine as throwaway_engine
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
