"""Problems put at their place in the editor: at a page setting, or inside the block that they concern."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import (
    Block,
    ListBlock,
    ListBlockValidationError,
    StreamBlock,
    StreamBlockValidationError,
    StructBlockValidationError,
)
from wagtail.models import Page

from forms_engine.definition.model import STANDARD
from forms_engine.definition.problems import Problem
from forms_engine.definition.registry import parts


def streams() -> tuple[str, ...]:
    """The page's stream fields, in the editor's order."""
    return ("steps", *parts(), "certificate")


def message_of(problem: Problem) -> str:
    """The problem in the language in force."""
    return _(problem.message) % problem.values if problem.values else _(problem.message)


class _Tree:
    """Problems by the id of the block they belong to; what was placed is taken out."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.by_id = {}
        for problem in problems:
            self.by_id.setdefault(problem.where, []).append(problem)

    def take(self, key: str) -> list[Problem]:
        return self.by_id.pop(key, [])


def _struct_error(
    problems: Iterable[Problem], children: Mapping[str, Block], inner: Mapping[str, ValidationError] | None = None
) -> StructBlockValidationError | None:
    """An error of a struct block: each problem at its setting when the block has it, else at the block as a whole."""
    settings, whole = dict(inner or {}), []
    for problem in problems:
        error = ValidationError(message_of(problem))
        if problem.setting in children and problem.setting not in settings:
            settings[problem.setting] = _wrapped(children[problem.setting], error)
        else:
            whole.append(error)
    if not settings and not whole:
        return None
    return StructBlockValidationError(block_errors=settings, non_block_errors=whole)


def _wrapped(block: Block, error: ValidationError) -> ValidationError:
    """An error as the kind of block wants it: lists and streams carry it as a whole-block message."""
    if isinstance(block, StreamBlock):
        return StreamBlockValidationError(non_block_errors=[error])
    if isinstance(block, ListBlock):
        return ListBlockValidationError(non_block_errors=[error])
    return error


def _children(child: Any) -> Mapping[str, Block]:
    return child.block.child_blocks if hasattr(child.block, "child_blocks") else {}


def _leaf_error(child: Any, problems: Sequence[Problem]) -> ValidationError | None:
    """Of a block of any sort, by itself."""
    if not problems:
        return None
    if hasattr(child.block, "child_blocks"):
        return _struct_error(problems, _children(child))
    return _wrapped(child.block, ValidationError(message_of(problems[0])))


def _stream_error(
    stream: Iterable[Any], tree: _Tree, nested: str | None = None, extra: Sequence[Problem] = ()
) -> StreamBlockValidationError | None:
    errors = {}
    for index, child in enumerate(stream):
        block_problems = tree.take(child.id)
        if nested and hasattr(child.block, "child_blocks"):
            inner = _stream_error(child.value.get(nested) or (), tree)
            error = _struct_error([*block_problems, *extra], _children(child), {nested: inner} if inner else None)
        else:
            error = _leaf_error(child, block_problems)
        if error:
            errors[index] = error
    return StreamBlockValidationError(block_errors=errors) if errors else None


def place_problems(page: Page, problems: Iterable[Problem]) -> dict[str, list[ValidationError]]:
    """Dict of form field name → ValidationErrors; what has no place of its own is under "title"."""
    tree = _Tree(problems)
    letter = tree.take("certificate")
    stream_errors = {
        "steps": _stream_error(page.steps, tree, "fields"),
        **{name: _stream_error(getattr(page, name), tree) for name in parts()},
        "certificate": _stream_error(page.certificate, tree, "body", letter),
    }
    placed = {name: [error] for name, error in stream_errors.items() if error}
    for where, rest in tree.by_id.items():
        name = where if where in streams() or where in PAGE_SETTINGS else "title"
        for problem in rest:
            error = ValidationError(message_of(problem))
            if name in streams():
                error = StreamBlockValidationError(non_block_errors=[error])
            if name in streams() and name in placed:
                placed[name][0].non_block_errors.append(ValidationError(message_of(problem)))
            else:
                placed.setdefault(name, []).append(error)
    return placed


PAGE_SETTINGS = (
    "title", "requirements", "working_days", "fee", "product", "complaints", "summary", "legal_basis", "purpose",
    "translations", *STANDARD,
)  # fmt: skip
