"""The library of lessons: drafted from a case, shared with every organisation once they identify nobody."""
