"""What goes on by itself; each service has one shape, `run_once(now)`."""

from duban.workflow.services.recurring import Recurring
from duban.workflow.services.sweeper import Sweeper

__all__ = ["Recurring", "Sweeper"]
