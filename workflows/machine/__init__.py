"""The workflow machine: plain data and one pure function. No clock, no database, no Django."""
