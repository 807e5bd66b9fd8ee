"""Rules editions: which meaning of the scenario language an instance is judged by.

A key may come to mean more than it did. What is under way must not change its meaning by that, so an instance keeps the
edition that was current when it was opened or last migrated, beside the digest of its definition.

- 1: `unless` is read when a clock starts in a round, and never again. `within` counts from the last entering of the
  state. `not_by` asks for another unit, and for another person only if both acts name one.
- 2: `unless` follows its field: another date moves the clock, unless the clock says `once`. `within` counts from the
  first entering of the state in the round, unless the transition says `each_entry`. Where the act that `not_by` looks
  at named a person, this act must name one.
"""

from __future__ import annotations

FIRST_EDITION = 1
"""What a memory or an entry without an edition was written under."""

SECOND_EDITION = 2

EDITION = SECOND_EDITION
"""The current edition, under which instances are opened and into which they are migrated."""
