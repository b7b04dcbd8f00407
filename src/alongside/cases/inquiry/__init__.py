"""The investigation of a case: lines of enquiry, interviews, statements."""
