"""The child's program: `python -I child.py <root> <order as JSON>`, the file on its standard input.

It imports the parser first, then gives up whatever a file could use: memory, time, further open files (so no socket
either), files written, children. It answers with a line of JSON, then the result. Only Linux has all of it; what a
system lacks, the parent's clock and bound on the answer make up for.
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cms.sandbox.parsers import Refused

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
POLITE = 5  # as nice(1): pages go before files


def die_with(parent: int) -> None:
    """End when the thread that waits for the answer does, by whatever it was killed. `parent`: the process's id."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes  # lazy: a Python may be built without it

        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def be_humble() -> None:
    """Step back behind the others, and be the first to go when the machine's memory runs out."""
    with contextlib.suppress(OSError):
        os.nice(POLITE)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")


def give_up(memory: int, cpu: int, seconds: int, **_others: int) -> None:
    """Give rights up for good: no file, no process, `memory` bytes, `cpu` seconds, and `seconds` by the clock."""
    signal.alarm(seconds + 2)  # should the parent be stopped, not ended
    bounds = {
        "RLIMIT_CORE": (0, 0), "RLIMIT_FSIZE": (0, 0), "RLIMIT_NOFILE": (0, 0), "RLIMIT_NPROC": (0, 0),
        "RLIMIT_CPU": (cpu, cpu + 1), "RLIMIT_AS": (memory, memory),
    }  # fmt: skip
    for name, bound in bounds.items():
        if (number := getattr(resource, name, None)) is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, bound)


def parser_of(path: str) -> Callable[..., Any]:
    """The function of a dotted path, which must be marked as a parser."""
    module, _dot, name = path.rpartition(".")
    function = getattr(importlib.import_module(module), name)
    if getattr(function, "parses", False) is not True:
        raise LookupError(f"{path} is no parser.")
    return function


def _as_json(value: Any) -> bytes:
    """Plain data as JSON; half a character is for the parent to judge."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answered(
    parse: Callable[..., Any], content: bytes, options: Mapping[str, Any], refused: "type[Refused]"
) -> tuple[dict[str, Any], bytes]:
    """(head, body) of the answer: the head for JSON, the body as it is written. `refused`: the class Refused."""
    try:
        result = parse(content, **options)
        body = result if isinstance(result, bytes) else _as_json(result)
    except refused as refusal:
        return {"refused": refusal.code, "values": refusal.values}, b""
    except MemoryError:
        return {"stopped": "memory"}, b""
    return {"done": len(body)}, body


def main(root: str, order_json: str) -> None:
    """Do one order (parent, function, limits, options) on what comes by standard input, answer, and end."""
    order = json.loads(order_json)
    die_with(order["parent"])
    answer = os.dup(1)
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 1)  # whatever a library prints is no answer
    be_humble()
    sys.path.insert(0, root)
    from cms.sandbox.parsers import Refused  # lazy: found only now that the path is set

    parse = parser_of(order["function"])
    with open(0, "rb", closefd=False) as file:
        content = file.read()
    give_up(**order["limits"])
    head, body = answered(parse, content, order["options"], Refused)
    unwritten = memoryview(json.dumps(head).encode() + b"\n" + body)
    while unwritten:
        unwritten = unwritten[os.write(answer, unwritten) :]
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
