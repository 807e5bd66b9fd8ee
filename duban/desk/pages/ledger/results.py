"""What became of an act on many: kept for 30 days under the key of its form, and shown again if it is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from duban import words
from duban.desk import acts
from duban.desk.forms import whole
from duban.desk.models.ledger import ASSIGN, URGE, bulk_of
from duban.desk.pages.ledger.links import linking
from duban.desk.saved import bulk_by_key, keep_bulk, kept_bulk
from duban.desk.serving import ACTS, Answer, Page, go
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.serving import Visit

Result = tuple[str, bool, str]
"""The number of a matter, whether it was done, and why not."""

LONGEST_KEY = 60
_MOST_IN_ADDRESS = 250
"""So many numbers go into an address that every server in front of us takes."""

_SAID_TEXTS = {URGE: "urge", ASSIGN: "assigning units", acts.GRANT_MANY: "grant extensions"}


def act_words(act: str) -> str:
    """Return what an act on many is called: a trigger of a scenario, or one of ours."""
    return words.text(_SAID_TEXTS[act]) if act in _SAID_TEXTS else act


def shown_before(visit: Visit, key: str) -> Answer | None:
    """Return where the result of a form is that was sent before; None if it was not."""
    if visit.who.account is None:
        return None
    with reading(visit.engine) as connection:
        found = bulk_by_key(connection, visit.who.account, key)
    return None if found is None else _to(visit, found)


def to_result(visit: Visit, key: str, act: str, results: Sequence[Result]) -> Answer:
    """Keep what became of an act and lead to it; whoever has no account here is shown it at once."""
    if visit.who.account is None:
        return _result(visit, act, results)
    with writing(visit.engine) as connection:
        made = keep_bulk(connection, visit.who.account, key, act, results, visit.now)
    return _to(visit, made)


def _to(visit: Visit, bulk: int) -> Answer:
    return go(visit.url("bulk-result", of=bulk))


def show_result(visit: Visit) -> Answer:
    """Show what became of an act on many matters, as long as it is kept."""
    of, account = whole(visit.query.get("of")), visit.who.account
    if account is None or of is None:
        return go(visit.url("ledger"))
    with reading(visit.engine) as connection:
        found = kept_bulk(connection, account, of)
    if found is None:
        return go(visit.url("ledger"))
    return _result(visit, found.act, found.results)


def _result(visit: Visit, act: str, results: Sequence[Result]) -> Answer:
    bulk = bulk_of(visit.engine, visit.viewer, [number for number, _, _ in results])
    titles = {row.instance.number: row.instance.title for row in bulk.rows}
    told: list[dict[str, Any]] = [
        {"number": number, "title": titles[number], "ok": ok, "said": why}
        for number, ok, why in results
        if number in titles
    ]
    decided = act == acts.GRANT_MANY
    left = [("n", each["number"]) for each in told if not each["ok"]][:_MOST_IN_ADDRESS]
    again = visit.url("bulk") + "?" + urlencode(left) if left and not decided else ""
    facts = {"said": act_words(act), "told": told, "again": again, "decided": decided}
    return Answer("bulk_result.j2", {**facts, **linking(visit)})


PAGES = (Page("bulk-result", "/bulk/result", ACTS, shown=show_result),)
