"""The handlers of jobs, entered by whichever floor owns the effect."""

from cms.jobs.kinds import KINDS, REST

_handlers = {}
_periodic = {}
_kinds = {}


class PermanentFailure(Exception):
    """Raised by a handler when trying again can't help; the message is shown to staff."""


def job(name, kind=REST):
    """Register `handler(finish, **args)` under `name`. `kind` says what work it is: its queue, limit and turn.

    The handler does its effect and calls `finish()` inside the same transaction as its last write, so that effect and
    *done* are one commit; an effect outside the database needs an idempotency key instead. It runs in the scope of
    the job's region.
    """
    if kind not in KINDS:
        raise ValueError(kind)

    def register(handler):
        _handlers[name], _kinds[name] = handler, kind
        return handler

    return register


def periodic(name, every, kind=REST):
    """Register a job that the table keeps due: `every` is "day" or "hour"."""

    def register(handler):
        _periodic[name] = every
        return job(name, kind)(handler)

    return register


def handler_of(name):
    return _handlers[name]


def kind_of(name):
    """The kind of work that a job of this name is; `REST` while nobody has registered it."""
    return _kinds.get(name, REST)


def periodic_jobs():
    return dict(_periodic)
