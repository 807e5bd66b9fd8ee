"""Many matters: the ledger with its views and bulk acts, the matrix of a plan, and the figures."""

from duban.desk.pages.ledger import briefs, bulk, by_layout, figures, listed, matrix, results, views

PAGES = (
    *listed.PAGES,
    *by_layout.PAGES,
    *figures.PAGES,
    *briefs.PAGES,
    *views.PAGES,
    *bulk.PAGES,
    *results.PAGES,
    *matrix.PAGES,
)

__all__ = ["PAGES"]
