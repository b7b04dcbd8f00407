"""What happened: reports of incidents, the deadlines that follow from them, and word back to whoever reported."""
