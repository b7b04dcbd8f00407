"""What the security specialist does with a report: look, classify, assign, join, connect."""
