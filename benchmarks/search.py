"""The text search: words that few, many and most instances have, beside a scan of the titles alone, and its size."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on, opened
from duban.states import fold_text
from duban.storage.tables import metadata
from duban.workflow.reads import text_match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

    from duban import Engine

RUNS = 7
_BATCH = 5_000
PAGE = 50
_instance, _history, _search = (metadata.tables[f"duban_{name}"] for name in ("instance", "history", "search"))

_SIGNS = (
    "安白百柏宝北本滨城春翠大丹德东方芳丰枫凤福富高公古光广桂国海汉河恒红宏洪湖虎花华怀黄惠吉嘉建江金锦京"
    "景静九居开康兰乐丽联良龙鹿绿茂梅明南宁农平祁启青清泉仁荣瑞山善尚胜石双水松苏台泰棠桃天庭通同万旺文五"
    "西溪仙贤香祥新兴星学雪雅燕阳尧银永玉园远月云泽长正中众朱竹紫"
)
_KINDS = [
    "路",
    "街",
    "巷",
    "小区",
    "花园",
    "新村",
    "社区",
    "大道",
    "家园",
    "学校",
    "医院",
    "菜场",
    "广场",
    "公园",
    "码头",
    "大桥",
    "工地",
    "站",
    "镇",
    "村",
]
_PLACES = ["东城区", "西城区", "高新区", "开发区", "临江区", "城关镇", "红旗街道", "滨湖新区", "云川市", "青石县"]
_WHAT = [
    "路灯不亮",
    "井盖破损",
    "下水道堵塞",
    "垃圾无人清运",
    "噪音扰民",
    "占道经营",
    "违章停车",
    "违章搭建",
    "公交班次太少",
    "自来水发黄",
    "暖气不热",
    "电梯停运",
    "绿化带枯死",
    "道路积水",
    "人行道塌陷",
    "油烟直排",
    "工地夜间施工",
    "物业收费不公开",
    "医保报销慢",
    "社保转移难",
    "取号机故障",
    "窗口排队时间长",
    "营业执照变更材料反复",
    "补贴没有到账",
    "拖欠农民工工资",
    "学区划分不清",
    "老旧小区加装电梯",
    "充电桩不能使用",
    "宽带无法安装",
    "快递丢失",
    "退费不及时",
    "食品过期",
    "虚假宣传",
    "消防通道堵塞",
    "燃气管道老化",
    "高空抛物",
    "流浪犬伤人",
    "河道黑臭",
    "秸秆焚烧",
    "扬尘污染",
]
_ASKED = [
    "群众反映",
    "请尽快处理",
    "要求答复",
    "已多次投诉",
    "望协调解决",
    "市长信箱转办",
    "省平台交办",
    "巡查发现",
    "媒体曝光",
    "人大代表建议",
]


def title(place: int, chance: random.Random) -> str:
    """Return a title as offices have them; places and problems come as often as in a town, names of streets rarely."""
    where = _PLACES[min(int(chance.expovariate(0.5)), len(_PLACES) - 1)]
    street = "".join(chance.choices(_SIGNS, k=chance.choice((2, 2, 3)))) + chance.choice(_KINDS)
    what = _WHAT[min(int(chance.expovariate(0.1)), len(_WHAT) - 1)]
    return f"{where}{street}{what}，{chance.choice(_ASKED)}（{place % 365 + 1}）"


def filled(url: str, many: int) -> None:
    """Put very many instances with titles into a database, and their titles into a table of their own."""
    opened(url, 1)
    chance = random.Random(14)  # noqa: S311 - it is to be repeatable
    with engine_on(url) as engine, engine.database.writing() as connection:
        model = dict(connection.execute(select(_instance)).mappings().one())
        entry = dict(connection.execute(select(_history)).mappings().one())
        connection.execute(text("CREATE TABLE titles (id BIGINT PRIMARY KEY, title TEXT NOT NULL)"))
        for first in range(2, many + 2, _BATCH):
            rows = [{"id": key, "title": title(key, chance)} for key in range(first, min(first + _BATCH, many + 2))]
            connection.execute(text("INSERT INTO titles VALUES (:id, :title)"), rows)
            more = [
                {**model, **row, "number": f"WT-2024-{row['id']:06}", "year": 2023, "seq": row["id"]} for row in rows
            ]
            connection.execute(insert(_instance), more)
            connection.execute(insert(_history), [{**entry, "instance_id": row["id"]} for row in rows])
        if not engine.database.is_sqlite:
            connection.execute(text("SELECT setval('duban_instance_id_seq', :last)"), {"last": many + 2})


def words_by_count(connection: Connection) -> dict[str, int]:
    """Return words, each with how many texts have it: from one to all of them."""
    wanted = [
        *_PLACES[:4],
        *_WHAT[:20:4],
        *_ASKED[:1],
        "路灯",
        "反映",
        "小区",
        "学校",
        "花园路",
        "安白",
        "云",
        "WT-2024",
        "0417",
    ]
    found = {}
    for word in wanted:
        query = text("SELECT count(*) FROM duban_search WHERE text LIKE :w")
        found[word] = int(connection.execute(query, {"w": f"%{fold_text(word)}%"}).scalar_one())
    rare = connection.execute(text("SELECT title FROM titles WHERE id = 77")).scalar_one()
    found[rare[3:6]] = 1
    return found


def ask(engine: Engine, word: str) -> list[Any]:
    """Return the first page of what has a word."""
    with engine.database.reading() as connection:
        such = text_match(engine._core, connection, word).where  # noqa: SLF001 - the search alone, without making instances
        query = select(_instance.c.id, _instance.c.number).where(such).order_by(_instance.c.id).limit(PAGE)
        return list(connection.execute(query))


def scan(engine: Engine, word: str) -> list[Any]:
    """Look for a word in all titles, as one does without an index."""
    like = "LIKE" if engine.database.is_sqlite else "ILIKE"
    with engine.database.reading() as connection:
        query = text(f"SELECT id FROM titles WHERE title {like} :w ORDER BY id LIMIT {PAGE}")  # noqa: S608 - constants
        return list(connection.execute(query, {"w": f"%{word}%"}))


def _milliseconds(act: Callable[[Engine, str], object], engine: Engine, word: str) -> float:
    return timed(lambda: act(engine, word)) * 1000


def _sizes(connection: Connection) -> tuple[float, float]:
    """Return the megabytes of the pairs, and of the texts."""
    pairs, texts = "duban_search_pair", "duban_search"
    if connection.dialect.name == "sqlite":
        query = "SELECT coalesce(sum(pgsize), 0) / 1e6 FROM dbstat WHERE name = :t"
    else:
        query = "SELECT pg_total_relation_size(CAST(:t AS text)) / 1e6"
    return (
        float(connection.execute(text(query), {"t": pairs}).scalar_one()),
        float(connection.execute(text(query), {"t": texts}).scalar_one()),
    )


def search(store: Store, name: str, many: int) -> Iterator[Result]:
    """Time the making of the index, a rare word and every other one, and weigh the index."""
    url = store.new()
    filled(url, many)
    with engine_on(url) as engine:
        took = timed(engine.index_texts)
        print(f"  {name}: {many:,} texts taken in {took:.1f} s, {many / took:,.0f} a second", flush=True)
        with engine.database.writing() as connection:
            connection.execute(text("ANALYZE"))
        with engine.database.reading() as connection:
            known = words_by_count(connection)
            pairs, texts = _sizes(connection)
        yield ratio_of(
            f"index to texts, {many:,}, {name}",
            {"ours": [pairs], "floor": [texts]},
            unit="MB",
            must=1.5,
            goal=1,
            at_least=False,
        )
        floor = partial(_milliseconds, scan, engine, "不会有的词")
        for word, count in sorted(known.items(), key=lambda each: each[1]):
            figures = interleaved({"ours": partial(_milliseconds, ask, engine, word), "floor": floor}, runs=RUNS)
            few = count <= many / 1000
            yield ratio_of(
                f"a word that {count:,} of {many:,} have, {name} {word}",
                figures,
                unit="ms",
                must=0.1 if few else 0.3,
                goal=0.02 if few else 0.1,
                at_least=False,
            )
