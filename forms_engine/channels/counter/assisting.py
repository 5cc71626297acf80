"""Beginning at the counter: one transaction."""

from django.db import transaction
from django.utils.functional import Promise
from wagtail.models import Page

from cms.accounts.models import User
from cms.audit.trail import actor_of, record
from forms_engine.applications.assistance import Assistance
from forms_engine.applications.filing import begin_draft
from forms_engine.applications.models import Draft


@transaction.atomic
def begin_for_citizen(
    service: Page, officer: User, consent: str, consent_text: str | Promise, language: str
) -> Draft:
    """A new draft that `officer` (a User) fills in for a citizen, with the consent on record; returns the Draft."""
    draft = begin_draft(service, language, assisted=True)
    Assistance.objects.create(
        region_id=draft.region_id, draft=draft, officer=officer, consent=consent, consent_text=str(consent_text)
    )
    record(draft.region_id, actor_of(officer), "draft.begun_at_counter", draft, consent=consent)
    return draft
