"""How much each security specialist has, how old it is, and on whom it waits."""
