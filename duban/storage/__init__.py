"""What is remembered: tables, sessions, claims and migrations."""
