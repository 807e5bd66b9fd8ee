"""A complaints hotline: its own table, its own transaction, and duban as a guest in it."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment
from sqlalchemy import DateTime, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, MetaData, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from duban import InvalidData, InvalidUnits, Settings, TransitionRefused, UnknownInstance
from duban.aio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = Path(__file__).parent
DATABASE = os.environ.get("HOTLINE_DATABASE", f"sqlite+aiosqlite:///{HERE / 'hotline.db'}")
HOTLINE = "市热线办"


class Petition(SQLModel, table=True):
    """What the hotline itself keeps: who called, and under which number duban handles it."""

    metadata = MetaData()
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    caller: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))


sql = create_async_engine(DATABASE)


def settings() -> Settings:
    """Return duban's settings, on the same database by a driver that does not need an event loop."""
    url = make_url(DATABASE)
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    address = url.set(drivername=driver).render_as_string(hide_password=False)
    return Settings.load(HERE / "duban.toml").model_copy(update={"database": address})


duban = AsyncEngine(settings())


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Create duban's tables beside ours before the first request, and close what is open after the last."""
    await duban.prepare()
    yield
    await duban.close()
    await sql.dispose()


@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    """Give one transaction: what is written in it is kept together, or not at all.

    Not a dependency with `yield`: FastAPI ends those after the answer is sent, and who follows it would see the past.
    """
    async with AsyncSession(sql, expire_on_commit=False) as session, session.begin():
        yield session


app = FastAPI(title="投诉热线", lifespan=lifespan)
Text = Annotated[str, Form(min_length=1, max_length=2000)]

PAGE = Environment(autoescape=True).from_string("""<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<title>投诉热线</title><h1>投诉热线</h1>
{% if item %}<h2>{{ item.number }}　{{ item.title }}</h2>
<p id="state">{{ item.state }}</p>
<p>{% if item.due_on %}应于{{ item.due_on }}前{{ "办理" if item.state == "办理" else "处理" }}{% endif %}</p>
<ul>{% for entry in history %}
<li>{{ entry.at.strftime("%Y-%m-%d") }}　{{ entry.trigger or "登记" }}</li>{% endfor %}</ul>
{% if item.state == "登记" %}<form method="post" action="/petitions/{{ item.number }}/accept">
<input name="unit" placeholder="承办单位" required> <button>受理</button></form>{% endif %}
{% else %}<form method="post" action="/petitions">
<p><input name="caller" placeholder="您的称呼" required></p><p><input name="phone" placeholder="联系电话" required></p>
<p><input name="title" placeholder="事由" required></p>
<p><textarea name="content" placeholder="投诉内容" required></textarea></p>
<button>提交</button></form>{% endif %}</html>""")


@app.get("/", response_class=HTMLResponse)
async def form() -> str:
    """Show the intake form."""
    return PAGE.render()


@app.post("/petitions")
async def register(caller: Text, phone: Text, title: Text, content: Text) -> RedirectResponse:
    """Keep the petition and open its complaint, both or neither."""
    async with transaction() as session:
        item = await duban.open(
            "complaint",
            by=HOTLINE,
            title=title,
            units={"reception": HOTLINE},
            data={"channel": "网络平台", "content": content, "reporter": caller, "phone": phone},
            session=session,
        )
        session.add(Petition(number=item.number, caller=caller, received_at=datetime.now(UTC)))
    return RedirectResponse(f"/petitions/{item.number}", status_code=303)


@app.post("/petitions/{number}/accept")
async def accept(number: str, unit: Text) -> RedirectResponse:
    """Sign for the petition and hand it to the unit that handles it."""
    async with transaction() as session:
        await duban.fire(number, "受理", by=HOTLINE, units=unit, session=session)
    return RedirectResponse(f"/petitions/{number}", status_code=303)


@app.get("/petitions/{number}", response_class=HTMLResponse)
async def status(number: str) -> str:
    """Show where a petition stands, without what is private."""
    item = await duban.instance(number, viewer="")
    return PAGE.render(item=item, history=await duban.history(number))


@app.get("/api/petitions")
async def petitions() -> list[dict[str, object]]:
    """List our petitions, each with its state and light."""
    async with transaction() as session:
        rows = (await session.exec(select(Petition).order_by(Petition.number))).all()
        items = [await duban.instance(row.number, viewer="", session=session) for row in rows]
    return [{"number": item.number, "state": item.state, "light": item.light, "due_on": item.due_on} for item in items]


@app.exception_handler(TransitionRefused)
async def refused(_request: Request, error: TransitionRefused) -> JSONResponse:
    """Say why not, in the words that duban has for it."""
    return JSONResponse({"blockers": [blocker.to_json() for blocker in error.blockers]}, status_code=409)


@app.exception_handler(UnknownInstance)
async def unknown(_request: Request, error: UnknownInstance) -> JSONResponse:
    """Say that there is no such number."""
    return JSONResponse({"error": str(error)}, status_code=404)


@app.exception_handler(InvalidUnits)
@app.exception_handler(InvalidData)
async def invalid(_request: Request, error: Exception) -> JSONResponse:
    """Say what is wrong with the unit, or with what was given."""
    return JSONResponse({"error": str(error)}, status_code=422)
