"""Incidents: reports of what happened, what became of them, and what they are measured by."""
