"""The pages, as inspectors and workshops use them."""

from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import TestCase

from duban.contrib.django import engine, run
from hazards.models import Hazard

FOUND = {"what": "消防通道堵塞", "place": "三号库房", "shop": "一车间", "key": "form-1"}


class Hazards(TestCase):
    """Each is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Make the users."""
        call_command("people")

    def as_user(self, name: str) -> None:
        """Sign somebody in."""
        self.client.force_login(User.objects.get(username=name))

    def test_a_hazard_is_reported_removed_and_looked_at_again(self) -> None:
        """The whole course, by the pages."""
        self.as_user("王敏")
        for _ in range(2):
            self.client.post("/hazards", FOUND)
        number = Hazard.objects.get().matter_id
        run(engine.deliver())
        self.assertEqual([sent.subject for sent in mail.outbox], [f"【{number}】消防通道堵塞"])
        self.as_user("李强")
        refused = self.client.post(f"/hazards/{number}/整改完成")
        self.assertContains(refused, "整改措施", status_code=409)
        self.client.post(f"/hazards/{number}/整改完成", {"text": "已清理"})
        self.as_user("王敏")
        self.assertContains(self.client.get("/"), "复查合格")
        self.client.post(f"/hazards/{number}/复查合格")
        self.assertEqual(Hazard.objects.get(matter__state="销号").place, "三号库房")
        self.assertTrue(engine.verify().ok)

    def test_what_nobody_has_reported_is_not_there(self) -> None:
        """A number that is none."""
        self.as_user("王敏")
        self.assertEqual(self.client.post("/hazards/YH-1/复查合格").status_code, 404)
