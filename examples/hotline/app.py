"""A complaints hotline: its own table, its own transaction, and duban as a guest in it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, MetaData, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from duban import InvalidData, InvalidUnits, KeyReused, Settings, StorageBusy, TransitionRefused, UnknownInstance
from duban.aio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = Path(__file__).parent
HOTLINE = "市热线办"
CHINA = ZoneInfo("Asia/Shanghai")


class Petition(SQLModel, table=True):
    """What the hotline itself keeps: who called, and under which number duban handles it."""

    metadata = MetaData()
    number: str = Field(primary_key=True)
    caller: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))


settings = Settings.load(HERE / "duban.toml")  # DUBAN_DATABASE wins over the file, for us as for the daemon
sql = create_async_engine(settings.database)
duban = AsyncEngine(settings)


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
pages = Jinja2Templates(HERE / "templates")
pages.env.filters["local"] = lambda at: at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
Text = Annotated[str, Form(min_length=1, max_length=2000)]


@app.get("/", response_class=HTMLResponse)
async def form(request: Request) -> HTMLResponse:
    """Show the intake form; its key makes one petition of it, however often it is sent."""
    return pages.TemplateResponse(request, "form.html", {"key": uuid4()})


@app.post("/petitions")
async def register(caller: Text, phone: Text, title: Text, content: Text, key: Text) -> RedirectResponse:
    """Keep the petition and open its complaint, both or neither, and once."""
    async with transaction() as session:
        item = await duban.open(
            "complaint",
            by=HOTLINE,
            title=title,
            units={"reception": HOTLINE},
            data={"channel": "网络平台", "content": content, "reporter": caller, "phone": phone},
            key=key,
            session=session,
        )
        if await session.get(Petition, item.number) is None:
            session.add(Petition(number=item.number, caller=caller, received_at=datetime.now(UTC)))
    return RedirectResponse(f"/petitions/{item.number}", status_code=303)


@app.get("/petitions/{number}", response_class=HTMLResponse)
async def status(request: Request, number: str) -> HTMLResponse:
    """Show where a petition stands, without what is private."""
    item = await duban.instance(number, viewer="")
    acts = [entry for entry in await duban.history(number) if entry.kind in {"open", "act"}]
    return pages.TemplateResponse(request, "petition.html", {"item": item, "acts": acts})


@app.get("/desk", response_class=HTMLResponse)
async def desk(request: Request) -> HTMLResponse:
    """Show the hotline's own people every petition, each with its light; duban's rows and ours in one transaction."""
    async with transaction() as session:
        callers = {row.number: row.caller for row in await session.exec(select(Petition))}
        items = await duban.find(scenario="complaint", viewer=HOTLINE, session=session)
    units = [unit.name for unit in duban.engine.directory.units if unit.name != HOTLINE]
    return pages.TemplateResponse(request, "desk.html", {"items": items, "callers": callers, "units": units})


@app.post("/desk/{number}/accept")
async def accept(number: str, unit: Text) -> RedirectResponse:
    """Sign for the petition and hand it to the unit that handles it."""
    async with transaction() as session:
        await duban.fire(number, "受理", by=HOTLINE, units=unit, session=session)
    return RedirectResponse("/desk", status_code=303)


def refusal(request: Request, code: int, *reasons: str) -> HTMLResponse:
    """Say in sentences why nothing was done."""
    return pages.TemplateResponse(request, "refused.html", {"reasons": reasons}, status_code=code)


@app.exception_handler(TransitionRefused)
async def refused(request: Request, error: TransitionRefused) -> HTMLResponse:
    """Say why not, in the words that duban has for it."""
    return refusal(request, 409, *(str(blocker) for blocker in error.blockers))


@app.exception_handler(UnknownInstance)
async def unknown(request: Request, error: UnknownInstance) -> HTMLResponse:
    """Say that there is no such number."""
    return refusal(request, 404, f"没有编号为“{error.number}”的投诉。")


@app.exception_handler(KeyReused)
async def reused(request: Request, _error: KeyReused) -> HTMLResponse:
    """Say that this form was sent before, with something else in it."""
    return refusal(request, 409, "这份表单已经提交过，内容有改动的请重新填写一份。")


@app.exception_handler(StorageBusy)
async def busy(request: Request, _error: StorageBusy) -> HTMLResponse:
    """Say that it may be tried again."""
    return refusal(request, 503, "办理的人较多，请稍后再试。")


@app.exception_handler(RequestValidationError)
@app.exception_handler(InvalidUnits)
@app.exception_handler(InvalidData)
async def invalid(request: Request, _error: Exception) -> HTMLResponse:
    """Say that what was filled in cannot be used; the browser has said which field, where it could."""
    return refusal(request, 422, "填写不完整，或含有无法保存的内容，请检查后再提交。")
