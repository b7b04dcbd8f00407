"""Redress: what was lost and by whom, claims, instalments, and the payments that came."""
