"""Listeners: functions of the application that are told what happens, inside of the transaction or after the commit."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.listeners.complaining import log_failure as log_failure
    from duban.workflow.listeners.errors import (
        ListenerFailed as ListenerFailed,
        Objection as Objection,
        SessionNeeded as SessionNeeded,
    )
    from duban.workflow.listeners.happening import HAPPENINGS as HAPPENINGS, Happening as Happening, What as What
    from duban.workflow.listeners.registry import (
        Listener as Listener,
        Listeners as Listeners,
        Wanted as Wanted,
        When as When,
    )
    from duban.workflow.listeners.teller import (
        UNHEARD as UNHEARD,
        Teller as Teller,
        Told as Told,
        Unheard as Unheard,
        require_joined as require_joined,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
