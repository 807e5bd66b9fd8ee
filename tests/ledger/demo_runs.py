"""Demos that tests play, and the plans that they play."""

from __future__ import annotations

import email
import email.policy
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console

from duban.demo import run_demo

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from duban.demo.cast import Conduct
    from duban.ledger import LedgerRow


class Run:
    """A demo that was played, with what it said."""

    def __init__(self, notice: Path | None, out: Path, smtp_url: str | None = None, width: int = 100) -> None:
        screen = StringIO()
        self.result = run_demo(notice, out=out, smtp_url=smtp_url, console=Console(file=screen, width=width))
        self.screen = screen.getvalue()
        self.out = out

    def rows(self, part: Conduct) -> list[LedgerRow]:
        return [row for row in self.result.rows if self.result.parts[row.number] is part]

    @cached_property
    def mails(self) -> list[EmailMessage]:
        return [read_mail(path.read_bytes()) for path in sorted((self.out / "mail").glob("*.eml"))]


def read_mail(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def plan(tmp_path: Path, *tasks: str) -> Path:
    text = "某某市2024年工作方案\n\n某发〔2024〕1号\n\n2024年3月29日\n\n" + "\n\n".join(
        f"{number}. {task}" for number, task in enumerate(tasks, start=1)
    )
    path = tmp_path / "plan.txt"
    path.write_text(text, "utf-8")
    return path


def small_plan(tmp_path: Path) -> Path:
    return plan(
        tmp_path,
        "编制清单。逐项编制。（牵头单位：甲局；责任单位：乙局、丙局；完成时限：2024年5月底）",
        "公开办事指南。全部公开。（牵头单位：乙局；责任单位：各区；完成时限：2024年6月底）",
    )
