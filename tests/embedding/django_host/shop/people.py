"""Who is who in the shop."""

from duban import Contact, Directory, Level, Unit


def directory() -> Directory:
    return Directory(
        [Unit("Desk"), Unit("Workshop")],
        [Contact("Workshop", "Will", Level.HANDLER, email="will@example.org")],
    )
