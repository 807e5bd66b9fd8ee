"""Papers of a tip-off: one in which a canary is written, and one of whoever may not see it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from duban import TransitionRefused

if TYPE_CHECKING:
    from duban import Engine, Instance

CANARY = "金丝雀-13800138000"
LEAD, DOER = "市信访局", "市住建局"
PAPERS = """
papers:
  专报: {message: 登记, number: "专报〔{year}〕{seq}号", by: lead, to: lead, sign: lead}
  反馈单: {message: 交办, number: "反馈〔{year}〕{seq}号", by: responsible, to: responsible, sign: responsible}
"""
"""Papers of the tip-off: one that can say the canary, and one of whoever may not see it."""


def drafts(engine: Engine) -> list[str]:
    """Return the ids of the drafts that wait for a signature."""
    return [each.id for each in engine.pending() if each.paper is not None]


def written(engine: Engine, number: str) -> str:
    """Return the id of a draft in which the lead, who alone may see it, has written the canary."""
    return draft_of(engine, number, "专报", title=f"关于{CANARY}", text=f"{CANARY}来信。", asked=f"回复{CANARY}")


def answering(engine: Engine, number: str) -> str:
    """Return the id of a draft of DOER, who may not see the canary."""
    return draft_of(engine, number, "反馈单", by=DOER)


def draft_of(engine: Engine, number: str, paper: str, *, by: str = LEAD, **said: str) -> str:
    """Draft a paper, and return the id of the draft."""
    engine.draft(number, paper, by=by, title=said.get("title"), text=said.get("text"), requirements=said.get("asked"))
    return next(each.id for each in engine.pending(number=number) if each.paper == paper)


def answered(engine: Engine, number: str) -> int:
    """Have a paper of DOER signed, and return the entry that signed it."""
    engine.sign(answering(engine, number), by=f"{DOER}/段知远")
    return engine.papers(number=number)[-1].seq


def content_of(engine: Engine, number: str, who: str) -> str:
    """Return what the document of a signed paper with the canary says, or what is said to whoever may not read it."""
    engine.sign(written(engine, number), by=f"{LEAD}/段知远")
    try:
        return str(engine.paper_content(number, engine.papers(number=number)[-1].seq, viewer=who))
    except TransitionRefused as refused:
        return f"{refused!r}\n{refused}\n{[each.to_json() for each in refused.blockers]}"


def scanned(engine: Engine, number: str, _who: str) -> Instance:
    """Keep a scan of a paper of DOER that is signed."""
    scan = engine.put_file(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), name="scan.pdf", by=DOER)
    return engine.add_scan(number, answered(engine, number), scan, by=DOER)
