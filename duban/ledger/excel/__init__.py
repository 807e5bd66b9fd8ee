"""The ledger in Excel: workbooks as an office would make them, and what a fill-in sheet carries for its way back."""
