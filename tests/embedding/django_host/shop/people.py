"""Who is who in the shop."""

from django.db import connection

from duban import Contact, Directory, Level, Unit


def directory() -> Directory:
    return Directory(
        [Unit("Desk"), Unit("Workshop")],
        [Contact("Workshop", "Will", Level.HANDLER, email="will@example.org")],
    )


def tenant() -> str:
    """Say whose turn it is, as django-tenants has it."""
    return getattr(connection, "schema_name", "")
