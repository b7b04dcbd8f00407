"""What is done on a case from day to day: notes, tasks, plan, owner, where it stands."""
