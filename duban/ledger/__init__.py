"""The office's paper: notices, the ledger and reports."""
