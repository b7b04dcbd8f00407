"""Finding incidents: the list with its filters, search, saved views, what happened where and when, and taking it away."""
