"""The read models: one file for each page, from an engine and a viewer to frozen values; none imports Starlette."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.reach import (
        links_in_reach as links_in_reach,
        matter_in_reach as matter_in_reach,
        situation_in_reach as situation_in_reach,
    )
    from duban.desk.models.rulebook import (
        Rulebook as Rulebook,
        entry_of as entry_of,
        is_for_people as is_for_people,
    )
    from duban.desk.models.told import happened_since as happened_since
    from duban.desk.models.work import viewer_of as viewer_of
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
