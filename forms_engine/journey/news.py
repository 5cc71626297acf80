"""What a new version changed, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.walk.changes import AGAIN, GONE, NEW, REQUIRED, REWORDED

SHOWN = 6


def told(news: Any) -> list[str]:
    """The lines for a draft's `news` ([what, label] pairs), at most `SHOWN` and how many more; [] for none."""
    words = {
        NEW: _("New question: “%(label)s”."),
        AGAIN: _("Please answer again: “%(label)s”. Your answer no longer fits."),
        REQUIRED: _("Now needed: “%(label)s”."),
        REWORDED: _("Worded differently: “%(label)s”. Your answer is kept; please check it."),
        GONE: _("No longer asked: “%(label)s”. Your answer isn't sent."),
    }
    known = [(what, label) for what, label in news if what in words]
    if news and not known:
        return [_("Your answers are all kept.")]
    lines = [words[what] % {"label": label} for what, label in known[:SHOWN]]
    if (more := len(known) - SHOWN) > 0:
        lines.append(ngettext("And %(count)s more.", "And %(count)s more.", more) % {"count": more})
    return lines
