"""Whether the process that holds a lease is dead: only said where it is certain."""

from __future__ import annotations

import os
import subprocess
import sys

from duban.workflow.services.workers import is_alive, is_dead, is_ours, this_worker

TELL = "from duban.workflow.services.workers import this_worker; print(this_worker(), flush=True); input()"


def test_a_process_knows_itself_alive() -> None:
    assert not is_dead(this_worker())
    assert is_alive(this_worker())


def test_a_process_is_alive_while_it_runs_and_dead_once_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        worker = process.stdout.readline().strip()
        alive = is_alive(worker) and not is_dead(worker)
        process.kill()
        process.wait()
    assert alive
    assert is_dead(worker)
    assert not is_alive(worker)


def test_of_a_process_of_another_machine_neither_is_certain() -> None:
    worker = "another-boot/4711|17|12345|cafe"
    assert (is_dead(worker), is_alive(worker)) == (False, False)


def test_another_process_of_the_same_number_does_not_stand_in_for_a_dead_one() -> None:
    place, pid, started, token = this_worker().split("|")
    assert is_dead(f"{place}|{pid}|{int(started) - 1}|{token}")


def test_a_forked_process_takes_a_name_of_its_own() -> None:
    worker = this_worker()
    assert is_ours(worker)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"mine" if is_ours(worker) else b"not mine")
        os._exit(0)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        os.close(writing)
        assert answer.read() == b"not mine"


def test_nothing_is_said_of_another_machine_or_an_unknown_name() -> None:
    _, pid, started, token = this_worker().split("|")
    assert not is_dead(f"elsewhere|{pid}|{int(started) - 1}|{token}")
    assert not is_dead("host:1234:abcd")
    assert not is_dead("")
