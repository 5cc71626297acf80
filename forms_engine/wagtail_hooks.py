"""Entered into Wagtail's admin by this floor; each part's hooks are in its own module."""

from forms_engine.certificates import hooks as certificate_hooks

__all__ = ["certificate_hooks"]
