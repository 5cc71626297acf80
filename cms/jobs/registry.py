"""The handlers of jobs, entered by whichever floor owns the effect."""

from collections.abc import Callable

from cms.jobs.kinds import KINDS, REST

Handler = Callable[..., None]  # (finish, **args)

_handlers: dict[str, Handler] = {}
_periodic: dict[str, str] = {}
_kinds: dict[str, str] = {}


class PermanentFailure(Exception):
    """Raised by a handler when trying again can't help; the message is shown to staff."""


def job(name: str, kind: str = REST) -> Callable[[Handler], Handler]:
    """Register `handler(finish, **args)` under `name`. `kind` says what work it is: its queue, limit and turn.

    The handler does its effect and calls `finish()` inside the same transaction as its last write, so that effect and
    *done* are one commit; an effect outside the database needs an idempotency key instead. It runs in the scope of
    the job's region.
    """
    if kind not in KINDS:
        raise ValueError(kind)

    def register(handler: Handler) -> Handler:
        _handlers[name], _kinds[name] = handler, kind
        return handler

    return register


def periodic(name: str, every: str, kind: str = REST) -> Callable[[Handler], Handler]:
    """Register a job that the table keeps due: `every` is "day" or "hour"."""

    def register(handler: Handler) -> Handler:
        _periodic[name] = every
        return job(name, kind)(handler)

    return register


def handler_of(name: str) -> Handler:
    return _handlers[name]


def kind_of(name: str) -> str:
    """The kind of work that a job of this name is; `REST` while nobody has registered it."""
    return _kinds.get(name, REST)


def periodic_jobs() -> dict[str, str]:
    return dict(_periodic)
