"""Commands that read: an instance, lists, who has what to do, figures, proofs."""

__all__: list[str] = []
