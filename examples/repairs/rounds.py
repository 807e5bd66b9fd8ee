"""A plain script: takes what the night round wrote down, all of it or nothing, and lets fire what is due.

Usage: python rounds.py rounds.csv
"""

from __future__ import annotations

import asyncio
import csv
import sys
from pathlib import Path

from repairs import duban, sql, take
from sqlalchemy.orm import Session


def main(file: Path) -> None:
    """Take each line once, however often the script runs; then do what the daemon would."""
    with file.open(encoding="utf-8-sig", newline="") as lines, Session(sql) as session, session.begin():
        for line in csv.DictReader(lines):
            item = take(session, line["what"], room=line["room"], source=("夜间巡查", line["no"]))
            print(item.number, item.state, line["room"], item.title)
    swept = duban.sweep()
    delivered = asyncio.run(duban.deliver())
    print(f"{swept.fired} rungs fired, {delivered.delivered} messages delivered")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
