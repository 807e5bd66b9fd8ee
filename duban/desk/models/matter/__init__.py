"""The read models of one matter."""
