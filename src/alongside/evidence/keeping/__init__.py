"""Keeping files: for how long, held for whom, given to whom, destroyed by whom."""
