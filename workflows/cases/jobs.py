"""Periodic jobs of floor 3."""
