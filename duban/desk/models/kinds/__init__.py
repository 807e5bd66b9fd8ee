"""The read models of kinds of matters: what there is, what one says of itself, and what would happen by it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.kinds.ahead import play_ahead as play_ahead
    from duban.desk.models.kinds.knobs import (
        Knob as Knob,
        knobs_of as knobs_of,
        turned as turned,
    )
    from duban.desk.models.kinds.listed import kinds_list as kinds_list
    from duban.desk.models.kinds.one import (
        kind_view as kind_view,
    )
    from duban.desk.models.kinds.proposed import (
        next_text as next_text,
        proposed_view as proposed_view,
    )
    from duban.desk.models.kinds.source import Source as Source, source_of as source_of
    from duban.desk.models.kinds.wished import (
        actors_of as actors_of,
        ahead_asked as ahead_asked,
        triggers_of as triggers_of,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
