"""What is recorded of a lone worker, who looked, when it goes, how to object, and a copy of it all for themselves."""
