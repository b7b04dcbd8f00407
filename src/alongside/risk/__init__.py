"""What is known about risk before somebody goes: assessments, and markers of violence, of the people and places that are visited."""
