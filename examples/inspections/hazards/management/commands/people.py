"""`manage.py people`: a user for each person of the directory, to try the pages with."""

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand

from duban.contrib.django import engine


class Command(BaseCommand):
    """Makes users, each in the group of their unit."""

    help = "Make a user for each person of the directory; the password is the name."

    def handle(self, *_: object, **__: object) -> None:
        """Make them, or leave them as they are."""
        for person in engine.contacts():
            user, made = User.objects.get_or_create(username=person.name)
            if made:
                user.set_password(person.name)
                user.save()
            user.groups.set([Group.objects.get_or_create(name=person.unit)[0]])
