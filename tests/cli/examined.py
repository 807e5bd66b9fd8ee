"""What the doctor finds wanting in an office, and the setting that lets its mail leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from command_line import duban

if TYPE_CHECKING:
    from pathlib import Path


def wanting() -> dict[str, dict[str, Any]]:
    """Return what the doctor finds wanting, which makes its exit status 1, each with what to do in either language."""
    answer = duban("doctor", "--json")
    found = {check["code"]: check for check in answer.json["checks"] if not check["ok"]}
    assert (answer.status, answer.err, answer.json["ok"]) == (1, "", False)
    assert all(check["advice"] for check in found.values())
    shown = duban("doctor")
    assert (shown.status, shown.err) == (1, "")
    assert all(check["name"] in shown.out for check in found.values())
    return found


def channel(office: Path, **settings: object) -> None:
    """Let mail leave by a real server."""
    lines = "".join(f"{name} = {value!r}\n".replace("'", '"') for name, value in settings.items())
    head = (office / "duban.toml").read_text("utf-8").partition("[channels.email]")[0]
    (office / "duban.toml").write_text(f"{head}[channels.email]\n{lines}", "utf-8")
