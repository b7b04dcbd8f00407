"""The commands of ``alongside``, by what they are about."""
