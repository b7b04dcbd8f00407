"""What the file says of lessons."""

WHAT = {
    "lesson_drafted": "A lesson was drafted",
    "lesson_changed": "A lesson was changed",
    "lesson_shared": "A lesson was shared with every organisation",
    "lesson_withdrawn": "A lesson was withdrawn",
    "lesson_rewritten": "A lesson is written again",
}
"""The lines of the file that lessons write."""
