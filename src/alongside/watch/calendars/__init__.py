"""Visits from a worker's calendar elsewhere: reading it (pure), fetching it, and putting what it says onto their list."""
