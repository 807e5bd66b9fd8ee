"""What to call: a verb for whoever writes a program, a command for whoever sits at a terminal.

A sentence names a way as `{way_find}`, and it is worded for the reader: `engine.find()` in an application, and `duban
list` where the command line speaks. A way may have places of its own, which the facts of the sentence fill.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "way_"
"""What the names of such places begin with."""

_WAYS: dict[str, tuple[str, str]] = {
    "act": ("act=", "--act"),
    "add_file": ("engine.put_file()", "duban file add"),
    "assign": ("engine.assign()", "duban assign"),
    "back_up": ("duban.operations.back_up()", "duban db backup FILE"),
    "bind": ("units=", "--unit"),
    "breakdown": ("units=", "--units"),
    "check": ("duban.load_scenario()", "duban scenario check"),
    "daemon": ("duban.operations.run_daemon()", "duban daemon"),
    "decide": ("engine.decide()", "duban decide"),
    "feed_anew": ("engine.order_events(anew=True)", "duban db feed --anew"),
    "file_papers": ("duban.ledger.papers.PaperFiler()", "duban paper file"),
    "files": ("engine.files()", "duban file list"),
    "find": ("engine.find()", "duban list"),
    "force": ("force=True", "--force"),
    "heads": ("engine.anchor()", "duban verify --export"),
    "health": ("engine.troubles()", "duban doctor"),
    "history": ("engine.history(number)", "duban history NUMBER"),
    "import_calendar": ("engine.import_calendar()", "duban calendar import"),
    "import_contacts": ("engine.import_contacts()", "duban contacts import"),
    "import_units": ("engine.import_units()", "duban units import"),
    "index": ("engine.index_texts()", "duban db index"),
    "mend": ("engine.mend_address()", "duban outbox mend"),
    "new_units": ("new_units=", "--new-unit"),
    "once": ("engine.sweep(), engine.deliver()", "duban daemon --once"),
    "outbox": ("engine.outbox()", "duban outbox"),
    "outbox_all": ('engine.outbox(statuses=["pending", "delivered", "dead"])', "duban outbox list --status all"),
    "outbox_dead": ('engine.outbox(statuses=["dead"])', "duban outbox list --status dead"),
    "pending": ("engine.pending()", "duban pending"),
    "read_bounces": ("engine.read_bounces()", "duban outbox bounces"),
    "rename": ("engine.rename_unit()", "duban units rename OLD NEW"),
    "reckon": ("ScoreSheet.to_json()", "duban scores reckon"),
    "restore": ("duban.operations.restore()", "duban db restore"),
    "retry": ("engine.retry()", "duban outbox retry --dead"),
    "sample": ("duban init", "duban init"),
    "scenario": ("scenario=", "--scenario"),
    "send_test": ("engine.send_test()", "duban outbox test --medium {medium} --to …"),
    "set_clock": ('clocks={{"{clock}": NEW}}', "--clock {clock}=NEW"),
    "set_role": ('roles={{OLD: "{role}"}}', "--role OLD={role}"),
    "set_state": ('states={{"{state}": NEW}}', "--state {state}=NEW"),
    "shipped": ("duban.scenarios.shipped_names()", "duban scenario list"),
    "smtp": ("smtp=", "--smtp"),
    "sweep": ("engine.sweep()", "duban daemon --once"),
    "unreachable": ("engine.contacts()", "duban contacts --unreachable"),
    "units": ("engine.units()", "duban units"),
    "upgrade": ("engine.create_tables()", "duban db upgrade"),
    "verify": ("engine.verify()", "duban verify"),
    "verify_files": ("engine.verify(files=1)", "duban verify --files"),
    "without_files": ("without_files=True", "--without-files"),
    "works": ("engine.address_works()", "duban outbox works"),
}
"""By name: what a program calls, and what is typed instead."""

_at_a_terminal: list[bool] = []
"""Whether commands are what the reader can use; in all threads, as there is one terminal."""


@contextmanager
def typing_commands() -> Iterator[None]:
    """Name commands instead of verbs within the block, for a reader at the command line."""
    _at_a_terminal.append(True)
    try:
        yield
    finally:
        _at_a_terminal.pop()


def way(name: str) -> str:
    """Return what to call or to type; its places are still to be filled."""
    verb, command = _WAYS[name]
    return command if _at_a_terminal else verb
