"""Makes duban's tables when `manage.py migrate` runs; later versions of them come with `post_migrate`."""

__all__: list[str] = []
