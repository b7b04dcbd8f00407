"""The reporter follows the report: what happened with it, a conversation, and how well that works."""
