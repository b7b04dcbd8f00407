"""The investigation of a case: lines of enquiry, recordings that are asked for, exhibits and whose hands they were in."""
