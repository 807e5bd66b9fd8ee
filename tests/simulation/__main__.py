"""Plays many storms by hand: `make simulate SEEDS=1-100`; on a PostgreSQL server too, where one is given."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

from gale import Gale
from seasons import Seasons
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool
from storm import Counts, Storm
from tide import Tide

KINDS = {"storm": Storm, "gale": Gale, "seasons": Seasons, "tide": Tide}


def seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def play(kind: type[Storm], seed: int, server: str | None) -> Counts:
    if server is None:
        with tempfile.TemporaryDirectory(prefix="storm-") as folder:
            return kind(f"sqlite:///{Path(folder) / 'storm.db'}", seed).play()
    url, name = make_url(server), f"storm_{seed}"
    admin = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        return kind(url.set(database=name).render_as_string(hide_password=False), seed).play()
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=seeds, nargs="?", default="1-20", help="one seed, or a range such as 1-100")
    parser.add_argument("--server", help="a PostgreSQL server's URL, on which databases may be made and dropped")
    parser.add_argument("--kind", choices=KINDS, default="storm", help="which scenario is played")
    given = parser.parse_args()
    total, wrong, began = Counts(), [], time.monotonic()
    for seed in given.seeds:
        try:
            total += play(KINDS[given.kind], seed, given.server)
        except Exception:  # noqa: BLE001 - whatever goes wrong is what we look for
            wrong.append(seed)
            traceback.print_exc()
            print(f"seed {seed} failed; again with: make simulate SEEDS={seed} KIND={given.kind}", flush=True)
        took = time.monotonic() - began
        if sys.stderr.isatty():
            print(f"\rseed {seed}: {took:.0f} s, {total}", end="", file=sys.stderr, flush=True)
    took = time.monotonic() - began
    print(
        f"{total.runs} years in {took:.0f} s: {total.instances} instances, {total.acts} acts, {total.refused} refused, "
        f"{total.sweeps} sweeps, {total.faults} faults, {total.rungs} rungs fired, {total.messages} messages; "
        f"{len(wrong)} years went wrong{': ' + ', '.join(map(str, wrong)) if wrong else ''}"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
