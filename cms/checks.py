"""System checks of floor 1."""
