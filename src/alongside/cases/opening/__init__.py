"""Opening a case from reports; joining, splitting and opening cases again."""
