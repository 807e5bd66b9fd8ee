"""The demo's desk as a process: the year is played, one click makes somebody of the cast, and Ctrl-C ends it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
from browser import forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAN = """某某市2024年工作方案

某发〔2024〕1号

2024年3月29日

1. 编制清单。逐项编制。（牵头单位：甲局；责任单位：乙局、丙局；完成时限：2024年5月底）

2. 公开指南。全部公开。（牵头单位：乙局；责任单位：丙局；完成时限：2024年6月底）

3. 受理投诉。当天受理。（牵头单位：甲局；责任单位：丙局；完成时限：2024年7月底）
"""


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """End a process if anything goes wrong with it."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()


def test_one_click_makes_somebody_of_the_cast_who_works_on_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    command = [sys.executable, "-m", "duban", "demo", "plan.txt", "--serve", "--port", "0"]
    environment = {**os.environ, "LANG": "C.UTF-8", "TMPDIR": str(tmp_path)}
    with (
        subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as demo,
        ended(demo),
    ):
        assert demo.stdout is not None
        found = re.search(r"http://localhost:\d+", demo.stdout.readline())
        assert found is not None, demo.stderr
        with httpx.Client(base_url=found[0], follow_redirects=True) as client:
            start = client.get("/")
            assert start.url.path == "/demo"
            button = re.search(r'name="who" value="([^"]+)">乙局经办', start.text)
            assert button is not None
            form = next(each for each in forms(start) if each.action == "/demo")
            work = client.post("/demo", data={**form.fields, "who": button[1]})
            assert (work.url.path, "乙局经办" in work.text, "轮到你办" in work.text) == ("/", True, True)
            # The late task was handed in before the demo stopped; its lead passes it on.
            step = next(each for each in forms(work) if "/do/" in each.action)
            assert client.post(step.action, data=step.fields).status_code == 200
            client.cookies.clear()
            assert client.get("/", follow_redirects=False).headers["location"] == "/demo"
            assert client.get("/waiting").status_code == 401
        assert len(list(tmp_path.glob("duban-demo-*"))) == 1
        demo.send_signal(signal.SIGINT)
        assert demo.wait(30) == 0
        assert demo.stderr is not None
        assert demo.stderr.read() == ""
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]
