"""The read models of what waits for somebody."""
