"""Support offered at once to who was hurt, and how they are some days and weeks after."""
