"""Alongside keeps health staff safe, from the first alarm to the last lesson."""
