"""What the file says of reviews and of the actions that come of them."""

WHAT = {
    "review_written": "The review was written",
    "review_finished": "The review was finished",
    "review_reopened": "The review was opened again",
    "action_given": "An action was given",
    "action_moved": "An action moved on",
    "action_carried_on": "An action goes on after the case is closed",
}
"""The lines of the file that reviews and actions write."""
