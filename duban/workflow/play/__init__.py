"""Playing scenarios on a virtual clock: their examples, simulations, and forecasts of a new version."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.play.examples import play_example as play_example, play_examples as play_examples
    from duban.workflow.play.forecast import Outlook as Outlook, outlook as outlook
    from duban.workflow.play.results import (
        ExampleResult as ExampleResult,
        format_results as format_results,
        tell_history as tell_history,
    )
    from duban.workflow.play.simulation import (
        CannotOpen as CannotOpen,
        Letter as Letter,
        Simulation as Simulation,
        Stop as Stop,
        simulate as simulate,
    )
    from duban.workflow.play.throwaway import throwaway_engine as throwaway_engine
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
