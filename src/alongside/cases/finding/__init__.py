"""The list of cases, search, the board and the calendar."""
