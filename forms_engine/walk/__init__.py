"""The journey as pure data: which questions a person meets, what changed, what is doubtful, what it costs."""
