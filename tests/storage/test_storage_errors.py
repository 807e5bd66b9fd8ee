"""What can happen to a database: each with its own error of one clear line, and nothing half done."""

from __future__ import annotations

import asyncio
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from duban import Engine, StorageBusy, StorageError, StorageFull, StorageReadOnly, StorageUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Postgres, Rows

pytestmark = pytest.mark.usefixtures("english")


def one_line(error: pytest.ExceptionInfo[StorageError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert "sqlalche.me" not in text
    assert text
    return text


@pytest.mark.parametrize("content", [b"this is no database\n" * 400, b"PK\x03\x04" + b"\x00" * 4096])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, matter_file: Path, content: bytes) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    with Engine(f"sqlite:///{path}", scenarios=[matter_file]) as engine:
        for attempt in (engine.find, engine.sweep, engine.create_tables):
            with pytest.raises(StorageUnavailable, match="file is not a database") as error:
                attempt()
            assert str(path) in one_line(error)
    assert path.read_bytes() == content


@pytest.mark.parametrize("where", ["missing/folder/duban.db", "."])
def test_a_place_where_no_file_can_be_is_named(tmp_path: Path, matter_file: Path, where: str) -> None:
    with (
        Engine(f"sqlite:///{tmp_path / where}", scenarios=[matter_file]) as engine,
        pytest.raises(StorageUnavailable, match="cannot open the database") as error,
    ):
        engine.find()
    one_line(error)


@pytest.mark.parametrize(
    "url",
    [
        "no url at all",
        "mysql://u@h/d",
        "oracle://u:geheim@h/d",
        "postgresql+nodriver://u:geheim@h/d",
        "postgresql://u:geheim@h:port/d",
        "",
    ],
)
def test_an_address_that_makes_no_sense_is_refused_without_its_password(url: str, matter_file: Path) -> None:
    with pytest.raises(StorageUnavailable) as error:
        Engine(url, scenarios=[matter_file])
    assert "geheim" not in one_line(error)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_one_for_all_threads(url: str, matter_file: Path) -> None:
    with Engine(url, scenarios=[matter_file]) as engine:
        units = {"lead": "市优化办", "responsible": ["市住建局"]}
        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(lambda _: engine.open("matter", units=units, by="市优化办").number, range(40)))
        engine.sweep()
        asyncio.run(engine.deliver())
        assert len(set(numbers)) == len(engine.find()) == 40
        assert engine.verify().ok


def test_nobody_at_the_port_is_said_without_the_password(matter_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql://duban:geheim@127.0.0.1:{port}/duban"
    with (
        Engine(url, scenarios=[matter_file]) as engine,
        pytest.raises(StorageUnavailable, match=f":{port}.*check the address, the server and the rights") as error,
    ):
        engine.find()
    assert "geheim" not in one_line(error)


def test_a_server_that_no_name_service_knows_is_named_without_the_password(matter_file: Path) -> None:
    with (
        Engine("postgresql://duban:geheim@nowhere.invalid/duban", scenarios=[matter_file]) as engine,
        pytest.raises(StorageUnavailable, match=r"nowhere\.invalid.*check the address") as error,
    ):
        engine.find()
    assert "geheim" not in one_line(error)


def test_a_database_and_a_user_that_are_not_there_are_named(postgres: Postgres, matter_file: Path) -> None:
    address = make_url(postgres.url("nowhere"))
    for url, what in ((address, "nowhere"), (address.set(username="nobody_of_that_name"), "nobody_of_that_name")):
        with (
            Engine(url.render_as_string(hide_password=False), scenarios=[matter_file]) as engine,
            pytest.raises(StorageUnavailable, match=what) as error,
        ):
            engine.find()
        one_line(error)


def test_a_server_that_went_away_between_two_commands_is_found_again(postgres: Postgres, matter_file: Path) -> None:
    name = postgres.create()
    with Engine(postgres.url(name), scenarios=[matter_file]) as engine:
        assert engine.find() == []
        postgres.hang_up(name)
        assert engine.find() == []
    postgres.drop(name)


def test_a_connection_that_breaks_in_mid_command_is_unavailable_and_changes_nothing(
    postgres: Postgres, matter_file: Path, open_matter: OpenMatter
) -> None:
    name = postgres.create()
    with Engine(postgres.url(name), scenarios=[matter_file]) as engine:
        number = open_matter(engine).number

        def broken_off() -> None:
            with engine.database.writing() as connection:
                engine.fire(number, "签收", by="市住建局", session=connection)
                postgres.hang_up(name)
                engine.fire(number, "补充", by="市住建局", session=connection)

        with pytest.raises(StorageUnavailable) as error:
            broken_off()
        one_line(error)
        assert engine.instance(number).state == "交办"
    postgres.drop(name)


def test_a_read_only_database_can_be_read_and_says_so_when_written(
    make_engine: MakeEngine, open_matter: OpenMatter, database_url: str, backend: str, rows: Rows
) -> None:
    number = open_matter(make_engine()).number
    before = rows()
    if backend == "sqlite":
        url = make_url(database_url)
        reader = make_engine(f"sqlite:///file:{url.database}?mode=ro&uri=true")
    else:
        options = "-c default_transaction_read_only=on"
        reader = make_engine(make_url(database_url).update_query_dict({"options": options}).render_as_string(False))  # noqa: FBT003
    assert reader.instance(number).state == "交办"
    assert reader.verify().ok
    attempts = [lambda: reader.fire(number, "签收", by="市住建局"), lambda: open_matter(reader)]
    for attempt in attempts:
        with pytest.raises(StorageReadOnly, match="read-only: nothing was changed; give this user the right") as error:
            attempt()
        one_line(error)
    assert rows() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_without_the_right_to_write_is_read_only(
    tmp_path: Path, sqlite_template: Path, matter_file: Path, open_matter: OpenMatter
) -> None:
    path = tmp_path / "kept.db"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0o400)
    with (
        Engine(f"sqlite:///{path}", scenarios=[matter_file]) as engine,
        pytest.raises(StorageReadOnly),
    ):
        open_matter(engine)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_read_only(tmp_path: Path, matter_file: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    url = f"sqlite:///{folder}/kept.db"
    with Engine(url, scenarios=[matter_file]) as engine:
        engine.find()
    folder.chmod(0o500)
    try:
        with Engine(url, scenarios=[matter_file]) as engine, pytest.raises(StorageReadOnly):
            engine.find()
    finally:
        folder.chmod(0o700)


def test_a_full_disk_stops_a_command_as_a_whole(
    tmp_path: Path, sqlite_template: Path, matter_file: Path, open_matter: OpenMatter
) -> None:
    path = tmp_path / "full.db"
    path.write_bytes(sqlite_template.read_bytes())
    with Engine(f"sqlite:///{path}", scenarios=[matter_file]) as engine:
        number = open_matter(engine).number
        with engine.database.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        def fill() -> None:
            for _ in range(1000):
                engine.fire(number, "补充", by="市住建局", data={"measure": "增开窗口" * 500})

        with pytest.raises(StorageFull, match=r"no space left .* nothing was changed; free some space") as error:
            fill()
        one_line(error)
        assert engine.instance(number).version == len(engine.history(number))
        with pytest.raises(StorageFull):
            open_matter(engine, note="急" * 5000)
        assert engine.verify().ok


def test_a_lock_that_lasts_is_busy(make_engine: MakeEngine, open_matter: OpenMatter, backend: str, rows: Rows) -> None:
    holder, waiter = make_engine(), make_engine()
    number = open_matter(holder).number
    before = rows()
    with holder.database.writing() as held:
        holder.fire(number, "签收", by="市住建局", session=held)
        with waiter.database.engine.connect() as hurried:
            patience = "PRAGMA busy_timeout = 100" if backend == "sqlite" else "SET lock_timeout = '100ms'"
            hurried.exec_driver_sql(patience)
            with pytest.raises(StorageBusy, match="locked by another writer: nothing was changed; try again"):
                waiter.fire(number, "签收", by="市住建局", session=hurried)
        held.get_transaction().rollback()
    assert rows() == before
