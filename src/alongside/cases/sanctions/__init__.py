"""Sanctions of the four kinds, removals under section 120 and from a practice, and the decision about sanctions."""
