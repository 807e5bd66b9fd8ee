"""Links that act: what the link in a message does, whether it is still good, and the verbs that follow it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.links.offered import ANSWER as ANSWER, Offered as Offered
    from duban.workflow.links.tokens import MessageLink as MessageLink, link_in as link_in
    from duban.workflow.links.verbs import FollowingLinks as FollowingLinks, LinkShown as LinkShown
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
