"""A supervisor looks through the cases of a security specialist with them: notes, what was agreed, when the next time is."""
