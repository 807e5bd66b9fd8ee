"""Move an instance to another definition: the reasons against it, and what happens to its clocks."""

from duban.states.migration.blockers import migration_blockers
from duban.states.migration.consequences import LostRung, MigratedUnit, changed_parts, lost_rungs, parts, to_come
from duban.states.migration.renaming import Renames, all_renamed, renamed
from duban.states.migration.stepping import Coming, Migrator, next_rung

__all__ = [
    "Coming",
    "LostRung",
    "MigratedUnit",
    "Migrator",
    "Renames",
    "all_renamed",
    "changed_parts",
    "lost_rungs",
    "migration_blockers",
    "next_rung",
    "parts",
    "renamed",
    "to_come",
]
