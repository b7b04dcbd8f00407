"""Documents of a case: letters, statements and the pack, and the list of what was produced."""
