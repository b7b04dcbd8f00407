"""In and out: incidents, staff and places read from files, the API, and webhooks."""
