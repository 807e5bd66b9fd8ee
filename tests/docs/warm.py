"""A `duban` for the shells of pages that starts at once: a process that has imported it all forks for each command.

A page has a dozen commands, and most of what each takes is importing. What runs is the command as it is, in a process
of its own with the caller's streams, folder and environment; whoever has a PYTHONPATH of their own, or starts what goes
on until it is stopped, gets the real one.
"""

from __future__ import annotations

import array
import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

CLIENT = """#!{python} -IS
import array, json, os, socket, sys
if os.environ.get("PYTHONPATH") or sys.argv[1:2] in ([], ["daemon"], ["desk"], ["serve"], ["demo"]):
    os.execv({real!r}, [{real!r}, *sys.argv[1:]])
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode("utf-8", "surrogateescape")
    streams = array.array("i", [0, 1, 2])
    server.sendmsg([len(said).to_bytes(8, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
    server.sendall(said)
    status = server.recv(1)
sys.exit(status[0] if status else 70)
"""


@cache
def warm_scripts() -> str:
    """Start the process, and return the folder with the `duban` that asks it."""
    room = tempfile.TemporaryDirectory(prefix="duban-warm-")
    address = str(Path(room.name) / "asked")
    script = Path(room.name) / "bin" / "duban"
    script.parent.mkdir()
    real = str(Path(sys.executable).parent / "duban")
    script.write_text(CLIENT.format(python=sys.executable, real=real, address=address), "utf-8")
    script.chmod(0o755)
    process = subprocess.Popen([sys.executable, __file__, address], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"

    def end() -> None:
        process.kill()
        process.wait()
        room.cleanup()

    atexit.register(end)
    return str(script.parent)


def serve(address: str) -> None:
    """Fork for each command that is asked for, until this process is killed."""
    for each in ("duban.cli.app", "duban.storage.statements", "duban.workflow.engine", "duban.operations", "holidays"):
        import_module(each)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(16)
        os.write(1, b"ready\n")
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(asked)
            asked.close()
            while True:  # whoever has answered by now
                try:
                    if os.waitpid(-1, os.WNOHANG)[0] == 0:
                        break
                except ChildProcessError:
                    break


def _answer(asked: socket.socket) -> None:
    head, passed, _, _ = asked.recvmsg(8, socket.CMSG_SPACE(3 * array.array("i").itemsize))
    streams = array.array("i")
    streams.frombytes(passed[0][2])
    size, said = int.from_bytes(head, "big"), b""
    while len(said) < size:
        if not (more := asked.recv(65536)):
            os._exit(70)  # who asked is gone
        said += more
    child = os.fork()
    if child == 0:
        asked.close()
        _run(streams, *json.loads(said.decode("utf-8", "surrogateescape")))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    asked.sendall(bytes([status if status >= 0 else 128 - status]))
    os._exit(0)


def _run(streams: array.array[int], arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - the streams that were passed
        for number, mode in enumerate(("r", "w", "w"))
    )
    from duban.cli import main  # noqa: PLC0415

    status = 70
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1])
