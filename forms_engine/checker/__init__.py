"""Whether a service can do what it says: which questions, steps and stages people ever meet, and what is doubtful."""
