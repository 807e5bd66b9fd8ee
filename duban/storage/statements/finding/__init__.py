"""Finding instances: conditions as SQL, orders that an index walks through, pages and counts."""

from duban.storage.statements.finding.conditions import FEW, Sought, Span
from duban.storage.statements.finding.counting import COUNTED, count_all, count_by
from duban.storage.statements.finding.entries import entries_at
from duban.storage.statements.finding.lights import refresh_lights, stale_lights
from duban.storage.statements.finding.orders import ORDERS, key_in
from duban.storage.statements.finding.walking import Place, find_places, records_of
from duban.storage.statements.finding.whole import find_instances

__all__ = [
    "COUNTED",
    "FEW",
    "ORDERS",
    "Place",
    "Sought",
    "Span",
    "count_all",
    "count_by",
    "entries_at",
    "find_instances",
    "find_places",
    "key_in",
    "records_of",
    "refresh_lights",
    "stale_lights",
]
