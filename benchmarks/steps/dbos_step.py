"""One workflow of one step by DBOS on SQLite, its defaults; prints how many a second."""

import json
import sqlite3
import sys
from time import perf_counter

from dbos import DBOS

path, many = sys.argv[1], int(sys.argv[2])
DBOS(config={"name": "bench", "system_database_url": f"sqlite:///{path}.system"})

own = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
own.execute("PRAGMA journal_mode = WAL")
own.execute("PRAGMA synchronous = NORMAL")
own.execute("CREATE TABLE matter (id INTEGER PRIMARY KEY, state TEXT)")
own.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, matter INTEGER, what TEXT)")
own.executemany("INSERT INTO matter VALUES (?, 'open')", [(key,) for key in range(many)])


@DBOS.step()
def step(key: int) -> None:
    own.execute("BEGIN IMMEDIATE")
    own.execute("UPDATE matter SET state = 'review' WHERE id = ?", (key,))
    own.execute("INSERT INTO entry (matter, what) VALUES (?, 'review')", (key,))
    own.execute("COMMIT")


@DBOS.workflow()
def flow(key: int) -> None:
    step(key)


DBOS.launch()
began = perf_counter()
for key in range(many):
    flow(key)
took = perf_counter() - began
DBOS.destroy()
print(json.dumps(many / took))
