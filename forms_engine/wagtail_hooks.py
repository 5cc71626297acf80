"""Entered into Wagtail's admin by this floor; each part's hooks are in its own module."""

from forms_engine.applications import hooks as application_hooks
from forms_engine.certificates import hooks as certificate_hooks
from forms_engine.channels.counter import hooks as counter_hooks
from forms_engine.design.editor import hooks as builder_hooks
from forms_engine.design.lists import hooks as list_hooks

__all__ = ["application_hooks", "builder_hooks", "certificate_hooks", "counter_hooks", "list_hooks"]
