"""The demo: a year of a city's work plan, played on a virtual clock and shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.demo.playing import run_demo as run_demo
    from duban.demo.result import DemoResult as DemoResult
    from duban.demo.sample import SAMPLES as SAMPLES
    from duban.demo.serving import DemoDesk as DemoDesk, serve_demo as serve_demo
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
