"""Settings, URLs, the Jinja environment and the entry points of the processes. Wires the rooms together."""
