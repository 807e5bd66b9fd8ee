"""What `manage.py` can do for hazards."""
