"""Buddies: who is asked, who has agreed, who covers, and what a buddy sees and does."""
