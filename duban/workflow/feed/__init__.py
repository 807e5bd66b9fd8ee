"""The feed: what happened to all instances, in one order, read by applications from where they left off."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.feed.errors import EventsGone as EventsGone, UnknownPosition as UnknownPosition
    from duban.workflow.feed.events import FeedEvent as FeedEvent, FeedPage as FeedPage
    from duban.workflow.feed.following import Feed as Feed
    from duban.workflow.feed.ordering import EventsOrdered as EventsOrdered
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
