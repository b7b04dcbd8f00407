"""Exhibits of a case: recordings that are asked for, things and files that show something, and whose hands they were in."""
