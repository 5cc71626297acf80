"""No module needs, by whatever way, one that needs it: imports inside functions count as well. And an import stands
inside a function only for a reason, which is said on its line: `# lazy: …`.

`python -m tests.circles` says what is wrong in the working folder; `make lint` runs it.
"""

import ast
import re
import sys
from pathlib import Path
from typing import NamedTuple

FLOORS = ("cms", "forms_engine", "workflows")
REASON = re.compile(r"#\s*lazy: \S+")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Import(NamedTuple):
    """An import of the dotted `name` on a line; `inside`: of a function."""

    name: str
    line: int
    inside: bool


def modules(root):
    """The paths of all modules of the floors, by dotted name; a package is its `__init__`."""
    found = {}
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(tree, package):
    """The Imports of a module that lies in `package`."""
    waiting = [(tree, False)]
    while waiting:
        node, inside = waiting.pop()
        for child in ast.iter_child_nodes(node):
            waiting.append((child, inside or isinstance(child, FUNCTIONS)))
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - child.level + 1] if child.level else []
                base = ".".join([*above, *filter(None, [child.module])])
                yield from (Import(f"{base}.{alias.name}", child.lineno, inside) for alias in child.names)


def graph(root):
    """{module: the modules that it imports}. Importing a module of another package runs that package's own file."""
    paths = modules(root)
    needs = {}
    for name, path in paths.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        needs[name] = set()
        for found in imports(ast.parse(path.read_text()), package):
            wanted = found.name
            while wanted and wanted not in paths:
                wanted = wanted.rpartition(".")[0]
            while wanted:
                if wanted != name and not f"{name}.".startswith(f"{wanted}."):
                    needs[name].add(wanted)
                wanted = wanted.rpartition(".")[0]
    return needs


def circles(needs):
    """The groups of modules that need each other, each sorted (Tarjan's strongly connected components)."""
    order, low, stack, found = {}, {}, [], []

    def visit(module):
        order[module] = low[module] = len(order)
        stack.append(module)
        for wanted in needs[module]:
            if wanted not in order:
                visit(wanted)
                low[module] = min(low[module], low[wanted])
            elif wanted in stack:
                low[module] = min(low[module], order[wanted])
        if low[module] == order[module]:
            place = stack.index(module)
            if len(stack) - place > 1:
                found.append(sorted(stack[place:]))
            del stack[place:]

    for module in needs:
        if module not in order:
            visit(module)
    return found


def without_reason(path):
    """The lines of a file on which something is imported inside a function and nobody says why."""
    lines = path.read_text().splitlines()
    inside = {found.line for found in imports(ast.parse("\n".join(lines)), "") if found.inside}
    return [f"{path}:{line}" for line in sorted(inside) if not REASON.search(lines[line - 1])]


def main(root):
    wrong = [f"These modules need each other: {', '.join(circle)}" for circle in circles(graph(root))]
    for path in modules(root).values():
        wrong += [
            f"{line}: an import inside a function, without its reason (# lazy: …)" for line in without_reason(path)
        ]
    print("\n".join(wrong) or "No circles.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path()))
