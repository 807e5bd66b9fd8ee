"""Killed in the middle of signing, or of making a document: no number is left out, and each document is kept once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from office_papers import FILE, SIGNER, drafted, office, opened

from duban.ledger.papers import PaperFiler

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

_SIGNS = """
import os, signal, sys
from duban import Engine
from duban.storage import instances, acts
from duban.testing import FixedClock
from duban.evidence import Evidence
from duban.workflow.people.made_up import MadeUpPeople
from duban.ledger.papers import PaperFiler
url, scenario, folder, waiting, at, where = sys.argv[1:]
engine = Engine(url, scenarios=[scenario], directory=MadeUpPeople(), clock=FixedClock(at),
                evidence=Evidence(folder=folder, free_mb=0))
def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "signing":
    acts.write_acts = die  # the number is taken, nothing is committed
    engine.sign(waiting, by="市督考办/段知远")
else:
    from duban.storage import evidence
    evidence.add_uses = die  # the files have arrived, nothing is committed
    PaperFiler(engine).run_once()
"""


@pytest.mark.parametrize("where", ["signing", "filing"])
def test_a_kill_leaves_no_gap_and_no_half_document(
    database_url: str, make_engine: MakeEngine, tmp_path: Path, where: str
) -> None:
    engine = office(make_engine, tmp_path / "files")
    number = opened(engine).number
    waiting = drafted(engine, number)
    if where == "filing":
        engine.sign(waiting, by=SIGNER)
    given = [database_url, str(FILE), str(tmp_path / "files"), waiting, engine.now().isoformat(), where]
    killed = subprocess.run([sys.executable, "-c", _SIGNS, *given], check=False, env=os.environ, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert engine.verify().findings == ()
    if where == "signing":
        assert engine.papers() == []
        engine.sign(waiting, by=SIGNER)
    assert [each.number.partition("〕")[2] for each in engine.papers()] == ["1号"]
    assert PaperFiler(engine).run_once().filed == 1
    assert [each.kind for each in engine.papers()[0].files] == ["docx", "pdf"]
    assert engine.verify(files=1.0).findings == ()
