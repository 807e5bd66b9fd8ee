"""The text search: by what instances are found, and which of them have the words of a search."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.search.seeking import text_match as text_match
    from duban.workflow.reads.search.taking import pages_of as pages_of
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
