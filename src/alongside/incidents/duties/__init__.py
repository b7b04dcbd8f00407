"""RIDDOR and deadlines put to use: what has to be done after an incident, by when, and who did it.

`matters` builds the facts for `incidents.riddor`, `track` keeps its decisions, `actions` runs the clocks of
`incidents.deadlines`, `following` and `nightly` keep both up to date.
"""
