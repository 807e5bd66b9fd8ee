"""One's own account: signing in, the second step, and what one settles for oneself."""

from duban.desk.pages.account import me, sent_codes, sign_in

PAGES = (*me.PAGES, *sent_codes.PAGES, *sign_in.PAGES)

__all__ = ["PAGES"]
