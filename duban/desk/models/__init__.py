"""The read models: one file for each page, from an engine and a viewer to frozen values; none imports Starlette."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.lateness import Lamp as Lamp, lamp_of as lamp_of
    from duban.desk.models.reach import matter_in_reach as matter_in_reach
    from duban.desk.models.rulebook import Rulebook as Rulebook, entry_of as entry_of
    from duban.desk.models.told import Event as Event, events_of as events_of, happened_since as happened_since
    from duban.desk.models.values import value_words as value_words
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
