"""The table of orders."""

from django.db import models


class Order(models.Model):
    """An order, and its claim if there is one."""

    title = models.TextField()
    claim = models.ForeignKey("duban.Instance", on_delete=models.PROTECT, null=True, related_name="orders")

    def __str__(self) -> str:
        return self.title
