"""The handlers of jobs, entered by whichever floor owns the effect."""

_handlers = {}
_periodic = {}


class PermanentFailure(Exception):
    """Raised by a handler when trying again can't help; the message is shown to staff."""


def job(name):
    """Register `handler(finish, **args)` under `name`.

    The handler does its effect and calls `finish()` inside the same transaction as its last write, so that effect and
    *done* are one commit; an effect outside the database needs an idempotency key instead. It runs in the scope of
    the job's region.
    """

    def register(handler):
        _handlers[name] = handler
        return handler

    return register


def periodic(name, every):
    """Register a job that the table keeps due: `every` is "day" or "hour"."""

    def register(handler):
        _periodic[name] = every
        return job(name)(handler)

    return register


def handler_of(name):
    return _handlers[name]


def periodic_jobs():
    return dict(_periodic)
