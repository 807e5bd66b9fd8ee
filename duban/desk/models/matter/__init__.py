"""The read models of one matter."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.matter.drawn import picture_of as picture_of, places_of as places_of
    from duban.desk.models.matter.item import acts_now as acts_now, item_view as item_view
    from duban.desk.models.matter.messages import ALL_STATUSES as ALL_STATUSES, messages_of as messages_of
    from duban.desk.models.matter.verbs import (
        TITLE_TEXTS as TITLE_TEXTS,
        Verb as Verb,
        verb_of as verb_of,
    )
    from duban.desk.models.matter.why import why_of as why_of
    from duban.desk.models.matter.within import (
        is_within as is_within,
        row_within as row_within,
        situation_within as situation_within,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
