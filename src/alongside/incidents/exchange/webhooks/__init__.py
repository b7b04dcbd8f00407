"""Telling other systems that something happened to an incident (docs/decisions/0015)."""
