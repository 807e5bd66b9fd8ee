"""Commands of the office's paper: plans and lists in; ledgers, letters, bulletins, scores and packs out."""

__all__: list[str] = []
