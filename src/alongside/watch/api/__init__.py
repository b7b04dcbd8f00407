"""The API of visits and alarms: one router for each, what they take and give in `schemas`."""
