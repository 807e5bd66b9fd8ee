"""待批: extensions of one clock that are granted together, after each was looked at, with a result for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.models.work import decisions_of, has_lapsed
from duban.desk.pages.keys import new_key
from duban.desk.pages.ledger.results import LONGEST_KEY, shown_before, to_result
from duban.desk.serving import ACTS, Answer, Page, go

if TYPE_CHECKING:
    from duban.desk.models.work import Request
    from duban.desk.serving import Visit

TICK, CLOCK = "r", "clock"
_ID = re.compile(r"[\w.-]{1,80}#\d{1,9}")
AT_ONCE = 50
"""So many are granted at once; it is as many as nobody has to give the password for anew."""


def show_together(visit: Visit) -> Answer:
    """Show the extensions of a clock that wait for one's unit, each with whether it can be granted now."""
    requests = _requests(visit, visit.query.get(CLOCK))
    return _page(visit, requests) if requests else go(visit.url("decisions"))


def grant_together(visit: Visit) -> Answer:
    """Grant what is ticked; the same form sent again shows what came of it the first time."""
    form, key = visit.form, visit.form.get("key")[:LONGEST_KEY] or new_key()
    if (before := shown_before(visit, key)) is not None:
        return before
    requests = _requests(visit, form.get(CLOCK))
    ticked, note = set(form.all(TICK)), form.get("note")
    chosen = [each for each in requests if each.id in ticked][:AT_ONCE]
    gone = [each for each in sorted(ticked - {each.id for each in requests}) if _ID.fullmatch(each)][:AT_ONCE]
    if not chosen and not gone:
        if not requests:
            return go(visit.url("decisions"))
        return _page(visit, requests, note=note, key=key, reasons=(words.text("nothing is ticked"),))
    done = [acts.grant_one(visit.engine, visit.who, key, each.number, each.seq, note=note or None) for each in chosen]
    late = words.text("it does not wait any more: somebody has decided it, or it was taken back")
    results = [(each.partition("#")[0], False, late) for each in gone]
    results += [
        (each.number, False, words.text("it was granted, but could not be done any more"))
        if each.ok and has_lapsed(visit.engine, visit.viewer, each.number, request.seq)
        else (each.number, each.ok, each.said)
        for each, request in zip(done, chosen, strict=True)
    ]
    return to_result(visit, key, acts.GRANT_MANY, results)


def _requests(visit: Visit, clock: str) -> list[Request]:
    found = decisions_of(visit.engine, visit.viewer, visit.tools.rulebook)
    return [each for each in found.mine if each.clock and each.clock == clock]


def _page(
    visit: Visit, requests: list[Request], *, note: str = "", key: str = "", reasons: tuple[str, ...] = ()
) -> Answer:
    shown = requests[:AT_ONCE]
    refused = acts.try_granting(visit.engine, visit.who, [each.id for each in shown])
    facts = {
        CLOCK: shown[0].clock,
        "able": [each for each in shown if not refused[each.id]],
        "unable": [(each, refused[each.id]) for each in shown if refused[each.id]],
        "more": len(requests) - len(shown),
        "ticked": set(visit.form.all(TICK)) if visit.method == "POST" else {each.id for each in shown},
        "note": note,
        "key": key or new_key(),
        "reasons": reasons,
    }
    return Answer("together.j2", facts, 422 if reasons else 200)


PAGES = (Page("decisions-together", "/decisions/together", ACTS, shown=show_together, posted=grant_together),)
