"""Risk assessments: about whom, what they ask, what has changed since, and every write of them."""
