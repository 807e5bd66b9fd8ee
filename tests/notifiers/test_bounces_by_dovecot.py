"""The mailbox as a real server has it: Debian's Dovecot, with folders in Chinese, TLS and a login."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mail_servers import make_authority

from duban.notifiers import Mailbox, MailboxDown

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "duban", 'open "sesame" \\ 督办'
CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_login_user = {owner}
default_internal_user = {owner}
default_internal_group = {group}
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
mail_uid = {owner}
mail_gid = {group}
first_valid_uid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  mailbox 退信 {{
    auto = create
  }}
}}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, Path, str]]:
    """Run Dovecot in a folder of its own, and yield its port, its folder and who vouches for it."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    if not Path(program).exists() or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("no dovecot: apt-get install dovecot-imapd")
        pytest.skip("needs dovecot-imapd, and root to start it")
    folder = Path(tempfile.mkdtemp(prefix="duban-dovecot-"))
    authority = make_authority(folder)
    owner = pwd.getpwnam("dovecot")
    for name in ("mail/new", "mail/cur", "mail/tmp", "home", "state"):
        (folder / name).mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    facts = {"folder": folder, "port": port, "owner": "dovecot", "group": "dovecot"}
    (folder / "dovecot.conf").write_text(CONFIG.format(**facts, password="open-sesame"), "utf-8")
    subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", folder], check=True)
    folder.chmod(0o755)
    with subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")]) as running:
        try:
            for _ in range(1_000):
                if (folder / "run" / "login" / "imap").exists() or running.poll() is not None:
                    break
                with socket.socket() as asking:
                    if asking.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield port, folder, authority.ca_file
        finally:
            running.terminate()
            running.wait()
            shutil.rmtree(folder, ignore_errors=True)


def put(folder: Path, name: str, content: bytes) -> None:
    """Deliver a mail as a mail server does: whole, under its name."""
    (folder / "mail" / "tmp" / name).write_bytes(content)
    (folder / "mail" / "tmp" / name).chmod(0o666)
    (folder / "mail" / "tmp" / name).rename(folder / "mail" / "new" / name)


def test_a_real_server_is_read_and_its_mails_are_moved(server: tuple[int, Path, str]) -> None:
    port, folder, ca_file = server
    given = {"host": "localhost", "port": port, "username": USER, "ca_file": ca_file}
    put(folder, "1.a", b"Subject: one\r\n\r\nbody\r\n")
    put(folder, "2.a", b"Subject: two\r\n\r\n" + b"x" * 2_000_000)
    with Mailbox(**given, password="open-sesame", processed="退信") as mailbox:
        first, second = mailbox.unread()
        assert mailbox.fetch(first).startswith(b"Subject: one")
        assert len(mailbox.fetch(second)) == 1_000_000
        assert mailbox.unread() == [first, second], "reading marks nothing"
        mailbox.done(first)
        assert mailbox.unread() == [second]
        assert mailbox.fetch("999") == b""
        validity = mailbox.validity
    assert validity.isdigit()
    left = [each.name for each in (*(folder / "mail" / "cur").iterdir(), *(folder / "mail" / "new").iterdir())]
    assert [name.partition(".")[0] for name in left] == ["2"], "what was moved is not here any more"
    with pytest.raises(MailboxDown, match="没有这里"), Mailbox(**given, password="open-sesame", processed="没有这里"):
        pass
    with Mailbox(**given, password="open-sesame", folder="退信") as moved:
        assert moved.unread() == [], "it is marked as read"
        assert moved.fetch("1").startswith(b"Subject: one")
    with pytest.raises(MailboxDown, match="用户名或密码不对"), Mailbox(**given, password="wrong"):
        pass
    with pytest.raises(MailboxDown, match="打不开文件夹"), Mailbox(**given, password="open-sesame", folder="没有"):
        pass
