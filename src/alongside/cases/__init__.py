"""Casework: from reports of what happened to their conclusion."""
