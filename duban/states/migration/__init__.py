"""Move an instance to another definition: the reasons against it, and what happens to its clocks."""

from duban.states.migration.blockers import migration_blockers
from duban.states.migration.stepping import Coming, Migrator, next_rung

__all__ = ["Coming", "Migrator", "migration_blockers", "next_rung"]
