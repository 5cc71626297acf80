"""Versions of a service: what differs in words, whom a new one touches, examples that are run again, going back."""
