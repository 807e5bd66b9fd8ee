"""What a Django developer expects of duban; `manage.py test` runs it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from asgiref.sync import sync_to_async
from django.core import mail
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.test import TestCase, TransactionTestCase, override_settings
from shop.models import Order
from shop.views import UNITS, claimed

from duban import StorageBusy, TransitionRefused, Unit
from duban.contrib.django import engine, run
from duban.contrib.django.models import Instance, NotWritable
from duban.contrib.django.testing import empty_tables
from duban.testing import FixedClock


def opened(title: str = "broken") -> str:
    return engine.open("claim", title=title, units=UNITS, by="Desk").number


def kept() -> tuple[int, int]:
    """Return how many orders and how many claims there are."""
    return Order.objects.count(), len(engine.find())


def patiently() -> None:
    """Try again while others are in the way, as one has to where transactions are serializable."""
    for _ in range(100):
        with suppress(StorageBusy, OperationalError), transaction.atomic():
            claimed("one")
            return
    raise AssertionError


class InATestCase(TestCase):
    """Each of these is rolled back, with what duban has written."""

    def test_nothing_is_left_by_another_test(self) -> None:
        self.assertEqual(kept(), (0, 0))
        self.assertTrue(opened().endswith("-00001"))

    def test_again_for_the_order_of_tests_may_be_any(self) -> None:
        self.assertEqual(kept(), (0, 0))
        self.assertTrue(opened().endswith("-00001"))

    def test_an_inner_block_that_fails_takes_its_claim_with_it(self) -> None:
        claimed("kept")
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            claimed("lost")
            raise ZeroDivisionError
        self.assertEqual(kept(), (1, 1))
        self.assertTrue(engine.verify().ok)

    def test_a_refusal_leaves_the_transaction_usable(self) -> None:
        number = claimed("one")
        with self.assertRaises(TransitionRefused) as refused:
            engine.fire(number, "accept", by="Workshop")
        self.assertIn("state", [blocker.code for blocker in refused.exception.blockers])
        engine.fire(number, "repaired", by="Workshop", data={"result": "new fan"})
        self.assertEqual(Instance.objects.get(orders__title="one").state, "review")

    def test_the_orm_joins_and_reads_what_the_engine_says(self) -> None:
        number = claimed("one")
        said, seen = engine.instance(number), Instance.objects.get(pk=number)
        self.assertEqual((seen.opened_at, seen.due_at, seen.due_on), (said.opened_at, said.due_at, said.due_on))
        self.assertLess(abs(datetime.now(UTC) - said.opened_at), timedelta(minutes=5))
        self.assertEqual(list(Order.objects.filter(claim__state="assigned")), list(Order.objects.all()))
        self.assertEqual(Order.objects.select_related("claim").get().claim.title, "one")

    def test_the_orm_cannot_change_a_claim(self) -> None:
        seen = Instance.objects.get(pk=claimed("one"))
        for attempt in (
            seen.save,
            seen.delete,
            lambda: Instance.objects.update(state="closed"),
            lambda: Instance.objects.all().delete(),
            lambda: Instance.objects.create(number="CL-1"),
        ):
            with self.assertRaises(NotWritable):
                attempt()

    def test_messages_are_in_the_outbox_of_the_test(self) -> None:
        number = claimed("one")
        self.assertEqual(run(engine.deliver()).delivered, 1)
        (sent,) = mail.outbox
        self.assertEqual((sent.subject, sent.to), (f"{number} one", ["Will <will@example.org>"]))
        self.assertEqual(sent.from_email, "shop@example.org")
        self.assertEqual([body.mimetype for body in sent.alternatives], ["text/html"])
        self.assertEqual(run(engine.deliver()).delivered, 0)

    def test_what_is_due_takes_effect(self) -> None:
        number = claimed("one")
        clock = FixedClock(engine.now() + timedelta(days=5))
        with override_settings(DUBAN={**self.settings_now(), "CLOCK": lambda: clock}):
            self.assertEqual(engine.sweep().fired, 1)
            self.assertEqual(engine.instance(number).light, "red")
        self.assertLess(engine.now(), clock.now())

    @staticmethod
    def settings_now() -> dict[str, object]:
        from django.conf import settings  # noqa: PLC0415 - at the time of the call

        return dict(settings.DUBAN)

    def test_hooks_wait_for_the_commit_that_never_comes(self) -> None:
        with self.captureOnCommitCallbacks() as hooks:
            transaction.on_commit(lambda: None)
            opened()
        self.assertEqual(len(hooks), 1)

    def test_a_broken_transaction_is_django_s_to_complain_of(self) -> None:
        with self.assertRaises(TransactionManagementError), transaction.atomic():
            transaction.set_rollback(True)
            opened()

    def test_the_directory_of_a_test_is_not_that_of_the_next(self) -> None:
        given = self.settings_now()
        del given["DIRECTORY"]
        with override_settings(DUBAN=given):
            for unit in ("One", "Two"):
                with self.assertRaises(ZeroDivisionError), transaction.atomic():
                    engine.import_units([Unit(unit)], by="Desk")
                    self.assertEqual([each.name for each in engine.directory.units], [unit])
                    self.assertEqual([each.name for each in engine.units()], [unit])
                    raise ZeroDivisionError
            self.assertEqual(engine.units(), [])

    def test_a_setting_that_means_nothing_is_refused_by_name(self) -> None:
        with override_settings(DUBAN={"SCENARIO": []}), self.assertRaisesMessage(ImproperlyConfigured, "SCENARIO"):
            engine.find()


class Committing(TransactionTestCase):
    """What is seen when transactions really end."""

    def setUp(self) -> None:
        empty_tables()

    def test_a_verb_outside_of_atomic_is_a_transaction_of_its_own(self) -> None:
        number = opened()
        self.assertTrue(connection.get_autocommit())
        self.assertEqual(self.seen_by_another(), [number])

    def test_both_or_neither(self) -> None:
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            claimed("lost")
            self.assertEqual(kept(), (1, 1))
            self.assertEqual(self.seen_by_another(), [])
            raise ZeroDivisionError
        self.assertEqual(kept(), (0, 0))
        with transaction.atomic():
            number = claimed("kept")
        self.assertEqual((kept(), self.seen_by_another()), ((1, 1), [number]))
        self.assertTrue(number.endswith("-00001"))
        self.assertTrue(engine.verify().ok)

    def test_hooks_are_called_after_the_commit_alone(self) -> None:
        heard: list[list[str]] = []
        with transaction.atomic():
            transaction.on_commit(lambda: heard.append(self.seen_by_another()))
            number = opened()
            self.assertEqual(heard, [])
        self.assertEqual(heard, [[number]])

    def test_a_hook_that_fails_does_not_make_the_commit_a_failure_of_storage(self) -> None:
        def fail() -> None:
            Order.objects.create(id=Order.objects.create(title="a").id, title="b")

        with self.assertRaises(IntegrityError), transaction.atomic():
            opened()
            transaction.on_commit(fail)
        self.assertEqual(len(engine.find()), 1)

    def test_listeners_are_told_after_django_s_commit(self) -> None:
        heard: list[str] = []
        engine.on("opening")(lambda happening: heard.append(happening.number))
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            opened("lost")
            raise ZeroDivisionError
        with transaction.atomic():
            number = opened("kept")
            self.assertEqual(heard, [])
        self.assertEqual(heard, [number])

    def test_verbs_in_a_block_without_autocommit(self) -> None:
        transaction.set_autocommit(False)
        try:
            claimed("lost")
            transaction.rollback()
            number = claimed("kept")
            transaction.commit()
        finally:
            transaction.set_autocommit(True)
        self.assertEqual((kept(), self.seen_by_another()), ((1, 1), [number]))

    def test_a_request_may_be_one_transaction(self) -> None:
        self.client.raise_request_exception = False
        connection.settings_dict["ATOMIC_REQUESTS"] = True
        try:
            self.assertEqual(self.client.get("/claim", {"title": "lost", "fail": "1"}).status_code, 500)
            self.assertEqual(kept(), (0, 0))
            self.assertEqual(self.client.get("/claim", {"title": "kept"}).status_code, 200)
        finally:
            connection.settings_dict["ATOMIC_REQUESTS"] = False
        self.assertEqual(kept(), (1, 1))

    async def test_an_async_view_works_in_the_thread_that_django_gives_it(self) -> None:
        answer = await self.async_client.get("/async", {"title": "kept"})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(await sync_to_async(kept)(), (1, 1))
        with self.assertRaises(SynchronousOnlyOperation):
            engine.find()

    def test_threads_have_connections_of_their_own(self) -> None:
        failed: list[BaseException] = []

        def work() -> None:
            try:
                for _ in range(5):
                    patiently()
            except BaseException as error:  # noqa: BLE001 - told below
                failed.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((failed, kept()), ([], (20, 20)))
        self.assertEqual(sorted(each.number[-5:] for each in engine.find()), [f"{seq:05d}" for seq in range(1, 21)])
        self.assertTrue(engine.verify().ok)

    def test_who_is_told_busy_may_try_again(self) -> None:
        number = opened()
        with self.held():
            with transaction.atomic():
                Order.objects.create(title="kept") if connection.vendor == "postgresql" else None
                self.hurry()
                with self.assertRaises(StorageBusy):
                    engine.fire(number, "repaired", by="Workshop", data={"result": "r"})
                self.assertEqual(engine.instance(number).state, "assigned")
            with self.assertRaises(StorageBusy):
                self.hurry()
                engine.fire(number, "repaired", by="Workshop", data={"result": "r"})
        self.assertEqual(engine.fire(number, "repaired", by="Workshop", data={"result": "r"}).state, "review")
        connection.close()

    def hurry(self) -> None:
        said = "PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'"
        with connection.cursor() as cursor:
            cursor.execute(said)

    def held(self) -> Holder:
        return Holder()

    def test_a_connection_that_was_closed_is_made_again(self) -> None:
        opened()
        connection.close()
        opened()
        connection.close_if_unusable_or_obsolete()
        self.assertEqual(len(engine.find()), 2)

    def test_manage_py_does_what_is_due_once(self) -> None:
        claimed("one")
        call_command("duban_work", verbosity=0)
        self.assertEqual(len(mail.outbox), 1)

    def test_without_other_migrations_there_is_none_to_make(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    def seen_by_another(self) -> list[str]:
        """Return the numbers that another connection sees."""
        seen: list[str] = []

        def look() -> None:
            seen.extend(Instance.objects.values_list("number", flat=True))
            connections.close_all()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        return seen


class Holder:
    """Somebody else, who has locked every claim."""

    def __enter__(self) -> None:
        self._locked, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)
        self._thread.start()
        self._locked.wait()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _hold(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE duban_instance SET version = version")
            self._locked.set()
            self._done.wait()
        connections.close_all()
