"""What a line manager sees of those who work alone in their team: the board, and how the system is used."""
