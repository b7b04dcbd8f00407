"""Decoders: pure functions from what a device sent to signals and the answer it expects. Standard library only."""
