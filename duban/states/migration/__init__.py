"""Moving an instance to other rules: what stands against it, and what becomes of its clocks."""

from duban.states.migration.blockers import migration_blockers
from duban.states.migration.stepping import Coming, Migrator, next_rung

__all__ = ["Coming", "Migrator", "migration_blockers", "next_rung"]
