"""A year in which everything befalls an office: random acts, crashes between statements, clocks that jump, sweepers.

One seed is one run: the same seed gives the same acts, the same faults and the same histories.
"""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from oracle import Oracle, check_messages, check_standing_behind, must
from rows_stand import stale_rows
from sqlalchemy import create_engine, event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from telling import DIGEST, check_told

from duban import Engine, InvalidData, Settings, StorageError, TransitionRefused, load_scenario
from duban.notifiers import Permanent, Unclear
from duban.storage.tables import metadata
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow.digests import Digests
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban import Message, Receipt

FILE = Path(__file__).parent / "storm.yaml"
LEADS, DOERS = ["市优化办", "市督考办"], ["市住建局", "市教育局", "市公安局", "市优化办"]
START = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
YEAR = timedelta(days=366)
LONGEST_WAIT = timedelta(days=14)
"""Longer than any message waits to be tried again, holidays included."""
NO_BOX, NOT_FOR_THIS = "550 no such box", "530 not for this box"


class Crash(BaseException):
    """The process dies here: nothing after this statement happens."""


@dataclass
class Counts:
    """What happened in all the runs."""

    runs: int = 0
    acts: int = 0
    refused: int = 0
    rungs: int = 0
    sweeps: int = 0
    faults: int = 0
    instances: int = 0
    messages: int = 0
    digests: int = 0
    went_up: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@contextmanager
def fault(engine: Engine, chance: random.Random) -> Iterator[None]:
    """Let one of the next statements, or a commit, kill the process or fail."""
    left, kind = chance.randrange(14), chance.choice(["crash", "busy", "commit"])
    bind = engine.database.engine

    def on_statement(_c: object, _k: object, statement: str, parameters: object, *_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0 and kind == "crash":
            raise Crash
        if left == 0 and kind == "busy":
            raise OperationalError(statement, parameters, Exception("database is locked"))

    def on_commit(_c: object) -> None:
        if kind == "commit":
            raise Crash

    event.listen(bind, "before_cursor_execute", on_statement)
    event.listen(bind, "commit", on_commit)
    try:
        yield
    finally:
        event.remove(bind, "before_cursor_execute", on_statement)
        event.remove(bind, "commit", on_commit)


def read(file: Path) -> dict[str, Any]:
    """Return a scenario file as YAML 1.2 has it: `on` is a word."""
    words: dict[str, Any] = yaml.load(file.read_text("utf-8"), OnIsAWord)  # noqa: S506 - a safe loader
    return words


class OnIsAWord(yaml.SafeLoader):
    """Reads YAML 1.1, but for its many ways to say yes and no."""

    yaml_implicit_resolvers: ClassVar = {
        letter: [(tag, test) for tag, test in known if tag != "tag:yaml.org,2002:bool"]
        for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class Choosy(RecordingNotifier):
    """A mail server that dislikes one address: its refusals concern that message alone."""

    def __init__(self, disliked: str, seed: int) -> None:
        super().__init__()
        self.disliked = disliked
        self._chance = random.Random(seed)  # noqa: S311 - a simulation has to repeat itself

    async def send(self, message: Message) -> Receipt:
        if message.to != self.disliked:
            return await super().send(message)
        if self._chance.random() < 0.1:
            raise Permanent(NO_BOX)
        raise Unclear(NOT_FOR_THIS, alike=NOT_FOR_THIS)


@dataclass
class Storm:
    """One run."""

    files: ClassVar[tuple[Path, ...]] = (FILE,)

    url: str
    seed: int
    length: timedelta = YEAR
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        """Begin the year."""
        self.definitions = [load_scenario(file) for file in self.files]
        self.words: dict[str, dict[str, Any]] = {words["scenario"]: words for words in map(read, self.files)}
        self.chance = random.Random(self.seed)  # noqa: S311 - a simulation has to repeat itself
        self.now = START
        disliked = MadeUpPeople().contacts(self.chance.choice(DOERS), "handler")[0]
        self.mailbox = Choosy(str(disliked.email), self.seed)
        self.texts = RecordingNotifier()
        self.numbers: list[str] = []
        self.marks: list[tuple[datetime, dict[str, int]]] = []
        self.engine = self.made()
        self.engine.prepare()

    def settings(self) -> Settings:
        """Return the settings of the year: what is not urgent leaves each morning, but for one year of four."""
        plain = Settings.plain(self.url)
        return plain.model_copy(update={"digests": Digests()}) if self.seed % 4 else plain

    def made(self) -> Engine:
        return Engine(
            self.settings(),
            scenarios=self.definitions,
            directory=MadeUpPeople(),
            channels={"email": lambda: self.mailbox, "sms": lambda: self.texts},
            clock=FixedClock(self.now),
        )

    def moved(self, by: timedelta) -> None:
        self.now += by
        self.engine._core._clock.set(self.now)  # type: ignore[attr-defined]

    def play(self) -> Counts:
        end = self.now + self.length
        while self.now < end:
            self.pass_time()
            self.happen()
        self.sweep(faults=False)
        self.judge()
        self.engine.close()
        self.counts.runs += 1
        return self.counts

    def pass_time(self) -> None:
        dice = self.chance.random()
        if dice < 0.04:
            self.moved(timedelta(days=self.chance.randint(4, 12)))  # nobody is there for a week
        elif dice < 0.07:
            self.moved(-timedelta(minutes=self.chance.randint(1, 2 * 1440)))  # somebody sets the clock back
        elif dice < 0.14:
            self.come_in_the_morning()
        elif dice < 0.35 and (wake := self.engine.next_instant()) is not None and wake > self.now:
            self.moved(wake - self.now + timedelta(seconds=self.chance.choice([-1, 0, 0, 1])))
        else:
            self.moved(timedelta(minutes=self.chance.randint(1, 1200)))

    def come_in_the_morning(self) -> None:
        """Let the office open, and deliver what was decided since yesterday: most years pass at night."""
        opens = self.now.replace(hour=0, minute=30, second=0)  # half past eight in China
        opens += timedelta(days=opens <= self.now)
        self.moved(opens - self.now + timedelta(minutes=self.chance.randint(0, 60)))
        self.sweep(faults=self.chance.random() < 0.3)
        self.attempt(lambda: asyncio.run(self.engine.deliver()), faulty=self.chance.random() < 0.2)

    def go_ahead_and_back(self) -> None:
        """Let somebody set the clock a year ahead, and right again after messages were tried."""
        year = timedelta(days=365)
        self.moved(year)
        self.attempt(lambda: asyncio.run(self.engine.deliver()))
        self.moved(-year)

    def happen(self) -> None:
        dice = self.chance.random()
        if self.chance.random() < 0.01:
            self.go_ahead_and_back()
        if dice < 0.35:
            self.sweep(faults=self.chance.random() < 0.4)
        elif dice < 0.4:
            self.attempt(lambda: asyncio.run(self.engine.deliver()))
        elif dice < 0.47 or not self.numbers:
            self.attempt(self.open, faulty=self.chance.random() < 0.2)
        else:
            number = self.chance.choice(self.numbers[-6:])
            self.attempt(lambda: self.act(number), faulty=self.chance.random() < 0.3)

    def attempt(self, what: Callable[[], object], *, faulty: bool = False) -> None:
        """Do something, perhaps with a fault under way; a crash leaves an engine that is thrown away."""
        try:
            if faulty:
                with fault(self.engine, self.chance):
                    what()
            else:
                what()
        except (TransitionRefused, InvalidData):
            self.counts.refused += 1
        except StorageError:
            self.counts.faults += 1
        except Crash:
            self.counts.faults += 1
            self.engine.close()
            self.engine = self.made()

    def open(self) -> None:
        try:
            self.open_one()
        finally:
            self.see_new()

    def open_one(self) -> None:
        data = {}
        if self.chance.random() < 0.3:
            data["deadline"] = str(self.now.date() + timedelta(days=self.chance.randint(0, 30)))
        lead = self.chance.choice(LEADS)
        doers = self.chance.sample(DOERS, self.chance.randint(1, 2))
        self.engine.open("storm", by=lead, units={"lead": lead, "doer": doers}, data=data)

    def see_new(self) -> None:
        """Take in what is there now: whether a crash came before or after the commit only the database knows."""
        fresh = sorted(self.all_numbers() - set(self.numbers))
        self.numbers += fresh
        self.counts.instances += len(fresh)

    def all_numbers(self) -> set[str]:
        return set(self.all_heads())

    def all_heads(self) -> dict[str, int]:
        """Return the seq of the last entry of everything that is there, as somebody else finds it."""
        look = create_engine(self.engine.database.engine.url, poolclass=NullPool)
        table = metadata.tables["duban_instance"]
        with look.connect() as connection:
            return dict(connection.execute(select(table.c.number, table.c.head_seq)).all())

    def act(self, number: str) -> None:
        item = self.engine.instance(number)
        everybody = sorted({unit for units in item.units.values() for unit in units})
        by = f"{self.chance.choice(everybody)}/{self.chance.choice('甲乙丙')}"
        waiting = self.engine.pending(number=number)
        dice = self.chance.random()
        if waiting and dice < 0.4:
            self.engine.decide(self.chance.choice(waiting).id, approve=self.chance.random() < 0.7, by=by)
        elif dice < 0.15:
            self.engine.extend(number, "整改", f"{self.chance.randint(1, 6)} working days", by=by)
        elif dice < 0.22:
            self.engine.assign(number, "doer", self.chance.sample(DOERS, self.chance.randint(1, 2)), by=by)
        elif dice < 0.34:
            self.say(number, item, by)
        else:
            for _ in range(3):
                open_ = [one.trigger for one in self.engine.allowed(number, by=by) if one.ok]
                if open_:
                    break
                by = f"{self.chance.choice(everybody)}/{self.chance.choice('甲乙丙')}"
            trigger = self.chance.choice(open_ or list(self.words["storm"]["transitions"]))
            units = self.chance.sample(DOERS, 1) if trigger == "退单" else None
            data = {}
            if self.chance.random() < (0.5 if trigger == "反弹" else 0.15):
                data["deadline"] = str(self.now.date() + timedelta(days=self.chance.randint(-3, 20)))
            self.engine.fire(number, trigger, by=by, units=units, data=data)
        self.counts.acts += 1

    def say(self, number: str, item: Any, by: str) -> None:  # noqa: ANN401 - an instance
        """Urge whose turn it is, or answer an urge, of which some are answered already, or by others."""
        urges = self.engine.situation(number).urges
        if urges and self.chance.random() < 0.4:
            self.engine.answer(number, self.chance.choice(urges).seq, "正在办", by=by)
        else:
            office = self.chance.choice([*item.units["lead"], *item.units["office"]])
            self.engine.urge(number, by=office, note="请说明进度")

    def sweep(self, *, faults: bool) -> None:
        many = self.chance.choice([1, 1, 1, 2, 4, 8])
        seeds = [self.chance.randrange(2**32) for _ in range(many)]
        self.bury()
        if many == 1 and not faults:
            self.engine.sweep()
        else:
            with ThreadPoolExecutor(many) as pool:
                list(pool.map(lambda seed: self.one_sweeper(seed, faults=faults), seeds))
            # Those that were struck down leave the rest to whoever comes next.
            self.bury()
            self.engine.sweep()
        self.counts.sweeps += many
        self.marks.append((self.now, self.all_heads()))

    def bury(self) -> None:
        """Wait until the server has noticed who died: a sweep skips what they hold, which goes when it has."""
        if not self.engine.database.is_sqlite:
            with self.engine.database.engine.begin() as connection:
                # Who lives and never lets go is found out, and not waited for.
                connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
                for name in ("duban_instance", "duban_outbox"):
                    connection.execute(metadata.tables[name].select().with_for_update())

    def one_sweeper(self, seed: int, *, faults: bool) -> None:
        engine = self.made()
        try:
            if faults:
                with fault(engine, random.Random(seed)):  # noqa: S311 - a simulation has to repeat itself
                    engine.sweep()
            else:
                engine.sweep()
        except (StorageError, Crash):
            self.counts.faults += 1
        finally:
            engine.close()

    # -- judgement ------------------------------------------------------------------------------------------------

    def judge(self) -> None:
        stopped: set[tuple[str, str]] = set()
        stands: set[tuple[str, str, str]] = set()
        for number in self.numbers:
            oracle = self.follow(number)
            stands |= {(number, name, rung) for name, rung in oracle.last_words()}
            self.counts.rungs += oracle.rungs
            self.counts.went_up += oracle.went_up
            stopped |= {(number, name) for name, watch in oracle.clocks.items() if watch.state == "stopped"}
        self.drain()
        found = self.engine.verify()
        must(found.ok, "verify:", *map(str, found.findings))
        must(found.unjudged.keys() <= {"calendar"} and found.judged > 0, "not judged:", found.unjudged)
        if self.chance.random() < 0.3:  # each time takes two verifications
            self.edit_the_rules()
        stale = list(stale_rows(self.engine))
        must(not stale, *stale)
        with self.engine.database.reading() as connection:
            table = metadata.tables["duban_outbox"]
            rows = [dict(row._mapping) for row in connection.execute(table.select())]
            claims = connection.execute(metadata.tables["duban_claim"].select()).all()
        must(len(claims) == len(set(map(tuple, claims))), "a claim stands twice")
        check_messages([row for row in rows if row["message"] != DIGEST], stopped, stands)
        self.judge_telling(rows)
        with self.engine.database.reading() as connection:
            receipts = connection.execute(metadata.tables["duban_receipt"].select()).mappings().all()
        check_standing_behind(rows, receipts, now=self.now)
        for row in rows:
            waits = row["status"] == "pending" and row["not_before"] <= self.now
            mine = row["medium"] == "sms" or row["address"] != self.mailbox.disliked
            held_up = waits and mine
            must(not held_up, "message", row["id"], "waits behind those of somebody else")
            alone = row["digest_id"] is None  # the others wait for their digest, whatever stands in their own rows
            far = (
                alone and row["status"] == "pending" and row["attempts"] and row["not_before"] > self.now + LONGEST_WAIT
            )
            must(not far, "message", row["id"], "waits until", row["not_before"])
            through = row["status"] == "delivered" and not mine
            must(not through, "message", row["id"], "is said to be delivered, and was refused")
        self.counts.messages += len(rows)

    def judge_telling(self, rows: list[dict[str, Any]]) -> None:
        decided = {
            message
            for number in self.numbers
            for entry in self.engine.history(number)
            for message in entry.payload.get("posted", ())
        }
        self.counts.digests += check_told(rows, [*self.mailbox.sent, *self.texts.sent], decided)

    def edit_the_rules(self) -> None:
        """Change stored rules under their digest, which is found, and put them back."""
        table = metadata.tables["duban_definition"]
        with self.engine.database.engine.begin() as connection:
            led = select(table.c.digest, table.c.document).where(table.c.document.contains('"by":"lead"'))
            digest, document = connection.execute(led.limit(1)).one()
        for edited, sound in ((document.replace('"by":"lead"', '"by":"doer"'), False), (document, True)):
            with self.engine.database.engine.begin() as connection:
                connection.execute(update(table).where(table.c.digest == digest).values(document=edited))
            must(edited != document or sound, "nothing was edited")
            found = self.engine.verify()
            must(found.ok is sound, "rules that were edited are", "not" * sound, "found:", *map(str, found.findings))

    def drain(self) -> None:
        """Deliver what may leave by now; what is refused is put behind, and tried again within the hour."""
        for _ in range(3):
            asyncio.run(self.engine.deliver())
            self.moved(timedelta(minutes=20))
        asyncio.run(self.engine.deliver())

    def follow(self, number: str) -> Oracle:
        oracle = Oracle(self.words[self.engine.instance(number).scenario], number)
        marks = iter([(now, heads[number]) for now, heads in self.marks if number in heads])
        mark = next(marks, None)
        for entry in self.engine.history(number):
            oracle.take(entry)
            while mark is not None and mark[1] == entry.seq:
                oracle.swept(mark[0])
                mark = next(marks, None)
        oracle.standing(self.engine.instance(number), self.now)
        for told in self.engine.why_due(number):
            if told.status == "running" and told.days:
                # Whoever walks the days by what is told comes to the same day.
                walked = told.days[-1]
                must(walked.day == told.due_on, number, told.clock, "is walked to", walked.day, "not", told.due_on)
                amount, _, unit = str(told.budget).partition(" ")
                budget = int(amount) * (3600 if "hour" in unit else 1)
                must(walked.consumed == budget, number, told.clock, "walks", walked.consumed, "of", budget)
        waiting = {int(one.id.rpartition("#")[2]) for one in self.engine.pending(number=number)}
        must(waiting == set(oracle.waiting), number, "waits for", waiting, "instead of", set(oracle.waiting))
        return oracle

    def heads(self) -> dict[str, list[object]]:
        """Return every history, but for the messages' ids and salts: the same for the same seed."""
        return {
            number: [
                (entry.at, entry.actor, entry.kind, entry.trigger, entry.to_state, {**entry.payload, "posted": None})
                for entry in self.engine.history(number)
            ]
            for number in self.numbers
        }
