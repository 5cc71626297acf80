"""What is logged: every line goes through `Masked`, whoever writes it (`settings.LOGGING`, gunicorn, Celery)."""

import logging
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404

from cms.access.masking import cleaned, cleaned_traceback, masked_path

# gunicorn brings handlers of its own: there the loggers are guarded.
GUNICORN = ("gunicorn.access", "gunicorn.error")
REFUSALS = (PermissionDenied, Http404, BadRequest)
_PLAIN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime"}


class Masked(logging.Filter):
    """Leaves of a record what may be kept: the line in full, cleaned; no argument, no exception, no request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record in place; always True, since every line is kept."""
        request = getattr(record, "request", None)
        record.msg, record.args = cleaned(_without_address(_message_of(record), request)), ()
        if record.exc_info:
            failure = record.exc_info[1]
            if isinstance(failure, REFUSALS):  # the line says which page; where it was refused is no news
                failure = None
            record.exc_text = _without_address(cleaned_traceback(failure), request) if failure else None
            record.exc_info = None
        if record.stack_info:
            record.stack_info = cleaned(record.stack_info)
        for name in set(record.__dict__) - _PLAIN:
            setattr(record, name, _cleaned_value(record.__dict__[name]))
        return True


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a line that doesn't fit its arguments; logging would print both
        return str(record.msg)


def _without_address(text: str, request: Any) -> str:
    """The path of the request may hold spaces, so that only the request knows where it ends in a line."""
    path = getattr(request, "path", None)
    if not isinstance(path, str) or len(path) < 2:
        return text
    for form in (path, path.encode("unicode_escape").decode()):
        text = text.replace(form, masked_path(path))
    return text


def _cleaned_value(value: Any) -> Any:
    """What else was put into a record: numbers as they are, a request by its method and path, the rest cleaned."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(path := getattr(value, "path", None), str):
        return f"{getattr(value, 'method', '')} {masked_path(path)}".strip()
    return cleaned(value)


def guard(logger: logging.Logger) -> None:
    """Put `Masked` before everything that `logger` and its own handlers write; twice is once."""
    for writer in (logger, *logger.handlers):
        if not any(isinstance(installed, Masked) for installed in writer.filters):
            writer.addFilter(Masked())


def guard_gunicorn() -> None:
    for name in GUNICORN:
        guard(logging.getLogger(name))
