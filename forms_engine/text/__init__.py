"""How letters and forms write and read dates, numbers, names and typed text. Pure, knows nothing of a definition."""
