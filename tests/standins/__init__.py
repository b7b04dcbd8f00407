"""Servers that stand in for the outside world and speak its true wire formats."""
