"""Looking for malware in what was taken in, where a scanner (clamd) is set up."""
