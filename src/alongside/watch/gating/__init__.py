"""The gate before a visit: what it finds, who opens it, who comes along, what is ticked, and how it felt."""
