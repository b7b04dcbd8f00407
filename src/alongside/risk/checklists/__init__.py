"""Checklists of a visit: before, on arrival, on entry, during, after. What is shipped, what an organisation published, and publishing."""
