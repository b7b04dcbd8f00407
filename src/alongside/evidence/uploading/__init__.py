"""Sending files of any size in parts: the tus protocol 1.0.0, in pieces that are never written twice."""
