"""Services with their true content, one JSON file each, ready to be taken in by any region."""
