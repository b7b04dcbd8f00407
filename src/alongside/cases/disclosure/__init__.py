"""The schedule of what there is that bears on a case: used or not, sensitive or not, disclosed when and to whom."""
