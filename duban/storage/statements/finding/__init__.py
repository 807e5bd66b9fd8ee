"""Finding instances: conditions as SQL, orders that an index walks through, pages and counts."""

from duban.storage.statements.finding.at_hand import (
    LATER,
    OVERDUE,
    THIS_WEEK,
    TODAY,
    UNDATED,
    HandCount,
    count_at_hand,
    records_at_hand,
)
from duban.storage.statements.finding.bounded import LightCount, count_lights
from duban.storage.statements.finding.conditions import FEW, Route, Sought, Span, route
from duban.storage.statements.finding.counting import COUNTED, count_all, count_by, count_standing
from duban.storage.statements.finding.deeds import Mark, find_deeds
from duban.storage.statements.finding.entries import entries_at
from duban.storage.statements.finding.lights import refresh_lights, stale_lights
from duban.storage.statements.finding.orders import ORDERS, key_in
from duban.storage.statements.finding.tallies import ToldEntry, ToldRecord, ToldRow, told_at, told_entries, told_records
from duban.storage.statements.finding.walking import Place, find_places, records_of
from duban.storage.statements.finding.whole import find_instances

__all__ = [
    "COUNTED",
    "FEW",
    "LATER",
    "ORDERS",
    "OVERDUE",
    "THIS_WEEK",
    "TODAY",
    "UNDATED",
    "HandCount",
    "LightCount",
    "Mark",
    "Place",
    "Route",
    "Sought",
    "Span",
    "ToldEntry",
    "ToldRecord",
    "ToldRow",
    "count_all",
    "count_at_hand",
    "count_by",
    "count_lights",
    "count_standing",
    "entries_at",
    "find_deeds",
    "find_instances",
    "find_places",
    "key_in",
    "records_at_hand",
    "records_of",
    "refresh_lights",
    "route",
    "stale_lights",
    "told_at",
    "told_entries",
    "told_records",
]
