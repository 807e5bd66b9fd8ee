"""Who is who: the units of this site, and where their mail goes."""

from duban import Contact, Directory, Level, Unit


def directory() -> Directory:
    """Return the directory; a larger one would be read from CSV files, or kept in the database."""
    return Directory(
        [Unit("安监科"), Unit("一车间", groups=("车间",)), Unit("二车间", groups=("车间",))],
        [
            Contact("安监科", "王敏", Level.HANDLER, email="safety@example.org"),
            Contact("一车间", "李强", Level.HANDLER, email="shop1@example.org"),
            Contact("二车间", "张磊", Level.HANDLER, email="shop2@example.org"),
        ],
    )
