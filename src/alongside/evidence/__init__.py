"""Files that may reach a court: stored once, hashed while they arrive, never changed, erased when their time is over."""
