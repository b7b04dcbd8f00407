"""Violence markers: proposed on a report of what happened, decided by people with names, shown to those who are about to go, and
reviewed or gone.
"""
