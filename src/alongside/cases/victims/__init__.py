"""Somebody hurt, while a case runs: what they want, what was offered to them, what they were told."""
