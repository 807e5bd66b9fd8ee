"""Whether everybody was told what was decided, once: the outbox held against the mails that were really taken.

It shares nothing with the engine but the rows and the mails.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from oracle import must

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duban import Message

DIGEST = "#digest"


def check_told(rows: Sequence[dict[str, Any]], mails: Sequence[Message], decided: Collection[str]) -> int:
    """Hold that nothing decided is left out and nothing told twice; return how many mails told of several messages.

    `decided` are the ids of the messages in the histories, `mails` what a server has taken.
    """
    taken, texts = Counter(mail.id for mail in mails), {mail.id: f"{mail.subject}\n{mail.text}" for mail in mails}
    digests = {row["id"]: row for row in rows if row["message"] == DIGEST}
    messages = [row for row in rows if row["message"] != DIGEST]
    missing = set(decided) - {row["message_id"] for row in messages}
    must(not missing, "decided, and nowhere to be found:", *missing)
    strangers = taken.keys() - {row["message_id"] for row in rows}
    must(not strangers, "taken, and sent by nobody:", *strangers)
    for row in messages:
        digest = digests.get(row["digest_id"])
        where = f"message {row['id']} of {row['number']}, {row['status']},"
        ids = [row["message_id"], *([digest["message_id"]] if digest is not None and _tells(digest, row) else [])]
        times = sum(taken[each] for each in ids)
        if row["status"] == "delivered":
            must(times == 1, where, "was told", times, "times")
            (told,) = (texts[each] for each in ids if taken[each])
            must(row["number"] in told, where, "is not spoken of in the mail that should tell of it")
            must(digest is None or digest["status"] == "delivered", where, "came in a digest that did not")
            continue
        must(not times, where, "was told after all")
        if row["status"] != "pending":
            must(row["reason"], where, "has no reason")
    for digest in digests.values():
        told = {row["id"] for row in messages if row["digest_id"] == digest["id"]}
        lost = set(json.loads(digest["facts"])["members"]) - told if digest["status"] == "delivered" else ()
        must(not lost, "digest", digest["id"], "tells of messages that do not know of it:", lost)
    return sum(taken[digest["message_id"]] for digest in digests.values())


def _tells(digest: dict[str, Any], row: dict[str, Any]) -> bool:
    """Return whether a digest tells of a message; it may have dropped out before the digest was first tried."""
    return row["id"] in json.loads(digest["facts"])["members"]
