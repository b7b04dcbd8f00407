"""Parts of a case that another body is shown: chosen, copied, sent, answered, and taken back."""
