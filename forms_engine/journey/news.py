"""What a new version changed, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.walk.changes import AGAIN, GONE, NEW, REQUIRED, REWORDED

SHOWN = 6


def news_lines(news: Sequence[Sequence[str]]) -> list[str]:
    """The lines for a draft's `news` ([what, label] pairs), at most `SHOWN` and how many more; [] for none."""
    words = {
        NEW: _("New question: “%(label)s”."),
        AGAIN: _("Please answer again: “%(label)s”. Your answer no longer fits."),
        REQUIRED: _("Now needed: “%(label)s”."),
        REWORDED: _("Worded differently: “%(label)s”. Your answer is kept; please check it."),
        GONE: _("No longer asked: “%(label)s”. Your answer isn't sent."),
    }
    known = [(change, label) for change, label in news if change in words]
    if news and not known:
        return [_("Your answers are all kept.")]
    lines = [words[change] % {"label": label} for change, label in known[:SHOWN]]
    if (more := len(known) - SHOWN) > 0:
        lines.append(ngettext("And %(count)s more.", "And %(count)s more.", more) % {"count": more})
    return lines
