"""The review after an incident: what happened, what made it possible, what would have prevented it."""
