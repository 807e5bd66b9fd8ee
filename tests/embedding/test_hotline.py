"""The hotline, a FastAPI application with migrations of its own, on each driver that its address may name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from served import Example, key_of, reasons
from sqlalchemy import inspect, make_url, text

from duban import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

PETITION = {"caller": "王女士", "phone": "13800000000", "title": "井盖缺失", "content": "人民路路口井盖缺失。"}


class Hotline:
    """The application on one database, served, with its migrations run."""

    def __init__(self, example: Example, client: httpx.Client, address: str) -> None:
        self.example, self.client, self.address = example, client, address

    def sent(self, **fields: str) -> httpx.Response:
        return self.client.post("/petitions", data={**PETITION, **fields})

    def taken(self, **fields: str) -> str:
        """Send a petition and return its number."""
        return self.sent(**fields).url.path.rpartition("/")[2]

    def rename(self, table: str, name: str) -> None:
        with Engine(self.address) as engine, engine.database.writing() as connection:
            connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))

    def kept(self) -> set[str]:
        """Return the numbers of the application's rows, which are those of duban's instances; all can be proved."""
        with Engine(self.address, scenarios=["complaint"]) as engine:
            assert engine.verify().ok
            with engine.database.reading() as connection:
                rows = set(connection.execute(text("SELECT number FROM petition")).scalars())
            assert rows == {item.number for item in engine.find()}
        return rows


@pytest.fixture(scope="module", params=["sqlite+aiosqlite", "postgresql+asyncpg"])
def hotline(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """Serve the hotline on a database that was empty, named by its own async driver."""
    folder = tmp_path_factory.mktemp("hotline")
    if request.param.startswith("sqlite"):
        address = f"{request.param}:///{folder / 'hotline.db'}"
    else:
        server = request.getfixturevalue("postgres")
        url = make_url(server.url(server.create())).set(drivername=request.param)
        address = url.render_as_string(hide_password=False)
    example = Example("hotline", folder, DUBAN_DATABASE=address)
    example.run("-m", "alembic", "upgrade", "head")
    with example.served("uvicorn", "app:app") as client:
        yield Hotline(example, client, address)


def test_a_petition_is_taken_accepted_and_followed(hotline: Hotline) -> None:
    client = hotline.client
    page = hotline.sent(key=key_of(client.get("/")))
    number = page.url.path.rpartition("/")[2]
    assert (page.status_code, '<strong id="state">登记</strong>' in page.text) == (200, True)
    assert (PETITION["phone"] in page.text, PETITION["content"] in page.text) == (False, False)
    desk = client.post(f"/desk/{number}/accept", data={"unit": "市住房和城乡建设局"})
    assert (desk.url.path, "市住建局" in desk.text) == ("/desk", True), "the directory knows the unit's other name"
    assert '<strong id="state">办理</strong>' in client.get(f"/petitions/{number}").text
    hotline.example.run("-m", "duban", "daemon", "--once")
    assert hotline.example.told() >= {(number, "rexianban@example.org"), (number, "zhujianju@example.org")}
    shown = client.get(f"/petitions/{number}").text
    assert [shown.count(act) for act in ("　登记</li>", "　受理</li>", "<li>")] == [1, 1, 2]
    assert number in hotline.kept()


def test_what_is_refused_is_said_in_sentences(hotline: Hotline) -> None:
    number = hotline.taken(key="refused")
    before = hotline.kept()
    for code, page in ((200, "accepted"), (409, "again")):
        answer = hotline.client.post(f"/desk/{number}/accept", data={"unit": "市城管局"})
        assert answer.status_code == code, page
    assert reasons(answer) == (409, ["当前为“办理”，“受理”只能在“登记”时办理"])
    assert reasons(hotline.client.get("/petitions/TS-1")) == (404, ["没有编号为“TS-1”的投诉。"])
    incomplete = (422, ["填写不完整，或含有无法保存的内容，请检查后再提交。"])
    assert reasons(hotline.client.post("/petitions", data={"caller": "王女士"})) == incomplete
    assert reasons(hotline.sent(content="甲\x00", key="no")) == incomplete
    changed = hotline.sent(title="另一件", key="refused")
    assert reasons(changed) == (409, ["这份表单已经提交过，内容有改动的请重新填写一份。"])
    assert hotline.kept() == before


def test_a_form_that_is_sent_many_times_at_once_is_one_petition(hotline: Hotline) -> None:
    before, key = hotline.kept(), key_of(hotline.client.get("/"))
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: hotline.taken(key=key), range(8)))
    assert hotline.kept() - before == numbers
    assert len(numbers) == 1


def test_what_the_application_cannot_keep_duban_does_not_keep_either(hotline: Hotline) -> None:
    first = hotline.taken(key="first")
    before = hotline.kept()
    hotline.rename("petition", "elsewhere")
    assert hotline.sent(key="second").status_code == 500
    hotline.rename("elsewhere", "petition")
    assert hotline.kept() == before
    assert int(hotline.taken(key="second")[-4:]) == int(first[-4:]) + 1, "the number that was not used is not lost"


def test_their_migrations_leave_our_tables_alone(hotline: Hotline) -> None:
    hotline.taken(key="kept")
    before = hotline.kept()
    hotline.example.run("-m", "alembic", "check")
    (folder,) = hotline.example.folder.glob("migrations/versions")
    written = set(folder.glob("*.py"))
    hotline.example.run("-m", "alembic", "revision", "--autogenerate", "-m", "nothing")
    (made,) = set(folder.glob("*.py")) - written
    assert made.read_text("utf-8").count("    pass\n") == 2
    made.unlink()
    hotline.example.run("-m", "alembic", "downgrade", "base")
    with Engine(hotline.address, scenarios=["complaint"]) as engine:
        assert {item.number for item in engine.find()} == before
        assert engine.verify().ok
        tables = set(inspect(engine.database.engine).get_table_names())
    assert ("petition" in tables, {"alembic_version", "duban_alembic_version"} <= tables) == (False, True)
