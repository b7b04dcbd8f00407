"""What a supervisor does with the cases of others."""
