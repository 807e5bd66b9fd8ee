"""For Django: put `duban.contrib.django` into INSTALLED_APPS, and take `engine` from here.

Its verbs work on Django's own connection, inside `transaction.atomic()` in that transaction.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.contrib.django.engines import engine as engine, run as run
    from duban.contrib.django.lending import lent_by as lent_by
    from duban.contrib.django.mail import DjangoMail as DjangoMail
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
