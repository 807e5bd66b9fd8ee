"""The application's own table."""

from django.db import models


class Hazard(models.Model):
    """Where something is unsafe; what is done about it is duban's matter."""

    place = models.CharField(max_length=80)
    matter = models.OneToOneField("duban.Instance", on_delete=models.PROTECT, related_name="hazard")

    def __str__(self) -> str:
        """Return the number and the place."""
        return f"{self.matter_id} {self.place}"
