"""What organizers and administrators submit about a program, by noun."""
