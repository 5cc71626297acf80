"""Every job that writes to a mail server is of the kind that pauses when that one is away."""

import inspect
import re

from cms.jobs import registry
from cms.jobs.kinds import MAIL


def writes_mail(function, seen=()):
    """Whether a function sends mail, itself or by those that it calls by name and that send it themselves."""
    source = inspect.getsource(function)
    if "send_mail(" in source:
        return True
    known = {name: function.__globals__.get(name) for name in re.findall(r"(\w+)\(", source)}
    own = [one for one in known.values() if inspect.isfunction(one) and one.__module__.split(".")[0] in OURS]
    return any(writes_mail(one, (*seen, one)) for one in own if one not in seen and one is not function)


OURS = {"cms", "forms_engine", "workflows"}


def test_whatever_sends_mail_waits_in_the_queue_of_mail():
    senders = {name for name, handler in registry._handlers.items() if writes_mail(handler)}
    assert {"accounts.link", "accounts.notice", "applications.notify", "pages.second_look_waits"} <= senders
    assert {name for name in senders if registry.kind_of(name) != MAIL} == set()
