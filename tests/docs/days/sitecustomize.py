"""Put on the path of a page's commands, this lets them run on the day that the page tells of: `PAGE_NOW`."""

import os

if "PAGE_NOW" in os.environ:
    from duban.workflow.clock import FixedClock, SystemClock

    SystemClock.now = FixedClock(os.environ["PAGE_NOW"]).now  # type: ignore[method-assign]
