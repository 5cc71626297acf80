"""Enters the services of a region into its page."""
