"""Lays a mail out as a mail program shows it: `python mail_page.py FILE.eml > mail.html`, for the picture of one."""

from __future__ import annotations

import sys
from email import message_from_bytes, policy
from html import escape
from pathlib import Path

STYLE = """
body { margin: 0; padding: 24px 28px; background: #fff; color: #1f2328;
       font: 16px/1.75 "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; }
h1 { margin: 0 0 10px; font-size: 21px; }
p.from { margin: 0; color: #5c6470; font-size: 14px; line-height: 1.6; }
hr { border: 0; border-top: 1px solid #d5d9df; margin: 16px 0; }
pre { margin: 0; font: inherit; white-space: pre-wrap; }
"""


def page(mail: bytes) -> str:
    """Return the mail as a page of its own: subject, from whom, to whom, when, and the text."""
    message = message_from_bytes(mail, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    heads = (("发件人", message["From"]), ("收件人", message["To"]), ("时间", message["Date"]))
    lines = "<br>".join(f"{name}：{escape(str(value))}" for name, value in heads)
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<h1>{escape(str(message["Subject"]))}</h1><p class="from">{lines}</p><hr><pre>{escape(text)}</pre>\n'
    )


if __name__ == "__main__":
    sys.stdout.write(page(Path(sys.argv[1]).read_bytes()))
