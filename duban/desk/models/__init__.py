"""The read models: one file for each page, from an engine and a viewer to frozen values; none imports Starlette."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.reach import matter_in_reach as matter_in_reach
    from duban.desk.models.rulebook import Rulebook as Rulebook, entry_of as entry_of
    from duban.desk.models.told import happened_since as happened_since
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
