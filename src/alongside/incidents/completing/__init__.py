"""Parts of a report that others know: asked for, given, declined. Each sees and writes only their own."""
