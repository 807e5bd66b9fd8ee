"""The register of media: they are found where packages announce them, and cost next to nothing."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from duban import words
from duban.states import (
    BrokenMedium,
    FormKey,
    Medium,
    Takes,
    UnknownMedium,
    find_medium,
    media,
    medium_named,
    medium_title,
    register_medium,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

PIGEON = """
from duban.states import FormKey, Medium, Takes
class Pigeon(Medium):
    name, title, columns = "pigeon", "信鸽", ("loft", "鸽舍")
    keys = {"pigeon": FormKey(Takes.TEMPLATE, "What it carries.", "字条")}
"""


class Pigeon(Medium):
    name, title, columns = "pigeon", "信鸽", ("loft", "鸽舍")
    keys = {"pigeon": FormKey(Takes.TEMPLATE, "What it carries.", "字条")}  # noqa: RUF012 - as authors write it


@pytest.fixture(autouse=True)
def _forgotten_afterwards(forget_media: Callable[[], None]) -> None:
    forget_media()


def package(module: str, announced: str) -> dict[str, str]:
    """Return the files of an installed package that announces a medium."""
    return {
        "carrier.py": module,
        "carrier-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n",
        "carrier-1.0.dist-info/entry_points.txt": f"[console_scripts]\ncarrier = carrier:main\n\n{announced}",
    }


def install(folder: Path, module: str = PIGEON, announced: str = "[duban.media]\npigeon = carrier:Pigeon\n") -> Path:
    for name, content in package(module, announced).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def told(program: str, *path: Path) -> str:
    """Return what a program prints in a process of its own, with these places to import from first."""
    code = (
        f"import sys; sys.path[:0] = {[str(place) for place in path]!r}\n"
        f"from duban import words\nwith words.speaking({words.locale()!r}):\n{indent(program, '    ')}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


NAMES = "from duban.states import media; print(*(medium.name for medium in media()))"


def test_mail_comes_first_and_sms_is_there() -> None:
    assert [medium.name for medium in media()] == ["email", "sms", "wecom", "wecom_group"]
    assert (medium_named("sms").column, medium_title("sms")) == ("mobile", "短信")


def test_a_medium_that_nobody_brings_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownMedium, match=r"no message leaves by 'fax'; there are: email, sms") as caught:
        medium_named("fax")
    assert isinstance(caught.value, LookupError)
    assert (find_medium("fax"), medium_title("fax")) == (None, "fax")


def test_a_medium_of_ones_own_is_registered_beside_the_installed_ones() -> None:
    register_medium(Pigeon())
    assert [medium.name for medium in media()] == ["email", "pigeon", "sms", "wecom", "wecom_group"]


def test_one_of_ones_own_wins_over_an_installed_one() -> None:
    class Letter(Medium):
        name, title, columns = "sms", "信", ("mobile",)

    register_medium(Letter())
    assert medium_title("sms") == "信"


@pytest.mark.parametrize(
    ("columns", "keys", "problem"),
    [
        (("loft",), {"text": FormKey(Takes.TEMPLATE, "", "")}, "medium pigeon: text belongs to email already"),
        (("手机",), {}, "medium pigeon: column 手机 belongs to "),
    ],
)
def test_two_media_cannot_have_one_key_or_one_column(
    columns: tuple[str, ...], keys: dict[str, FormKey], problem: str
) -> None:
    class Greedy(Pigeon):
        pass

    Greedy.columns, Greedy.keys = columns, keys
    register_medium(Greedy())
    with pytest.raises(BrokenMedium, match=problem.replace("sms", "(sms|pigeon)")):
        media()


def test_a_medium_of_an_installed_package_is_found(tmp_path: Path) -> None:
    assert told(NAMES, install(tmp_path)) == "email pigeon sms wecom wecom_group"


def test_a_medium_in_an_archive_is_found_too(tmp_path: Path) -> None:
    archive = tmp_path / "carrier.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in package(PIGEON, "[duban.media]\npigeon = carrier:Pigeon\n").items():
            file.writestr(name, content)
    assert told(NAMES, archive) == "email pigeon sms wecom wecom_group"


def test_what_stands_in_other_groups_or_behind_a_mark_is_no_medium(tmp_path: Path) -> None:
    announced = "[duban.media]\n# raven = carrier:Raven\n[duban.notifiers]\npigeon = carrier:Pigeon\n"
    assert told(NAMES, install(tmp_path, announced=announced)) == "email sms wecom wecom_group"


@pytest.mark.parametrize(
    ("module", "place", "problem"),
    [
        ("import nothing_of_the_kind", "carrier:Pigeon", "cannot be loaded: ModuleNotFoundError"),
        (PIGEON, "carrier:Raven", "cannot be loaded: AttributeError"),
        ("Pigeon = dict", "carrier:Pigeon", "is no Medium of that name"),
        (PIGEON.replace('"pigeon", "信鸽"', '"raven", "渡鸦"'), "carrier:Pigeon", "is no Medium of that name"),
    ],
)
def test_a_medium_that_cannot_be_used_is_told_by_its_name(
    tmp_path: Path, module: str, place: str, problem: str
) -> None:
    program = """
from duban.states import BrokenMedium, media
try:
    media()
except BrokenMedium as error:
    print(error)
"""
    shown = told(program, install(tmp_path, module, f"[duban.media]\npigeon = {place}\n"))
    assert shown.startswith(f"medium pigeon: {place} {problem}")


def test_to_read_a_scenario_loads_no_channel_no_database_and_no_list_of_packages() -> None:
    program = """
from duban.scenarios import shipped
shipped("issue")
heavy = ("importlib.metadata", "sqlmodel", "sqlalchemy", "apscheduler", "httpx", "aiosmtplib", "asyncio", "ssl")
print([name for name in (*heavy, "duban.notifiers.channels", "duban.states.messages.templates") if name in sys.modules])
"""
    assert told(program) == "[]"
