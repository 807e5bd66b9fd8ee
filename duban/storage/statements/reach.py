"""What is known about reaching people: addresses that are dead, and links in messages that were used."""

from __future__ import annotations

from duban.storage.reach_tables import AddressRow, LinkUseRow
from duban.storage.statements.instances import table_of

_address, _link_use = table_of(AddressRow), table_of(LinkUseRow)
