"""Reporting: the questions, the report while it is written, and the ways in without an account."""
