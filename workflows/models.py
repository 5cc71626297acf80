"""The models of floor 3, each defined in the sub-package named after it."""

from workflows.cases.models import Case, Task

__all__ = ["Case", "Task"]
