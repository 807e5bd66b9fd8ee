"""The migrations of the application's own table."""
