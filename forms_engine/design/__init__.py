"""All that an administrator edits, and how it is published."""
