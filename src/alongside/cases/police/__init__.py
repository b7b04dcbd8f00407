"""What police and courts do about an offence, what they owe those who were hurt, and by when."""
