"""Telling the applicant what happened, by e-mail when one was given; the tracking page says it in any case."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from cms.access.attempts import Limit, count, minutes
from cms.access.client import client_of
from cms.jobs.ledger import enqueue
from forms_engine.applications.messages import message_of
from forms_engine.applications.models import Application, Draft

# The letter, which says the same and more, mostly comes within seconds: so long its e-mail is waited for.
LETTER_COMES = timedelta(minutes=5)
MAILS_OF_A_CLIENT = Limit(most=30, window=timedelta(minutes=10))
MAILS_OF_A_DRAFT = Limit(most=5, window=timedelta(hours=1))
MAILS_TO_AN_ADDRESS = Limit(most=10, window=timedelta(hours=1))  # anyone may type anybody's


class TooManyMails(Exception):
    """So many e-mails were asked for that the next must wait for `seconds`; the message is for the applicant."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


def notify_applicant(
    application: Application, name: str, filing: int | None = None, stage: str = "", letter_follows: bool = False
) -> None:
    """Enqueue the e-mail in the caller's transaction; nothing when the applicant gave no address. `name`: of the
    message (KeyError when there is none), sent once a filing, or once a filing and `stage` (its id). `filing`:
    the number of the filing that it is about, looked up when it isn't given. `letter_follows`: the letter has an
    e-mail of its own, so that this one goes only when the letter isn't there by `LETTER_COMES`."""
    message_of(name)
    if application.draft.email:
        filing = application.submissions.count() if filing is None else filing
        enqueue(
            "applications.notify",
            region=application.region_id,
            key=":".join(("notify", str(application.pk), name, str(filing), *filter(None, [stage]))),
            run_at=timezone.now() + LETTER_COMES if letter_follows else None,
            application=application.pk,
            what=name,
            **({"unless_letter": True} if letter_follows else {}),
        )


def _recipient(email: str, purpose: str) -> str:
    """A keyed hash of an e-mail address, another for each purpose."""
    return salted_hmac(f"warkat.{purpose}", email.strip().casefold(), algorithm="sha256").hexdigest()


def was_told_enough(email: str) -> bool:
    """Whether an address had so many e-mails about filings this hour that the page alone tells of another."""
    return bool(MAILS_TO_AN_ADDRESS.seconds_left(_recipient(email, "received_mails_to")))


def count_told(email: str) -> None:
    """Remember that an e-mail about a filing went to this address."""
    count(_recipient(email, "received_mails_to"))


def _within_limits(request: HttpRequest, draft: Draft, email: str) -> None:
    """Count one e-mail with a code against the client's address, the draft and the recipient. Raises TooManyMails."""
    client = client_of(request, "code_mails")
    draft_key = salted_hmac("warkat.code_mails_of_draft", str(draft.pk), algorithm="sha256").hexdigest()
    if seconds := MAILS_OF_A_CLIENT.seconds_left(client):
        words = ngettext(
            "Very many e-mails were asked for from your internet connection, which others may share. Try again in "
            "%(minutes)d minute, or write the code down: it stands above.",
            "Very many e-mails were asked for from your internet connection, which others may share. Try again in "
            "%(minutes)d minutes, or write the code down: it stands above.",
            minutes(seconds),
        )
        raise TooManyMails(words % {"minutes": minutes(seconds)}, seconds)
    if seconds := MAILS_OF_A_DRAFT.seconds_left(draft_key):
        words = ngettext(
            "The code of this application has been sent several times. You can send it again in %(minutes)d minute, "
            "or write it down: it stands above.",
            "The code of this application has been sent several times. You can send it again in %(minutes)d minutes, "
            "or write it down: it stands above.",
            minutes(seconds),
        )
        raise TooManyMails(words % {"minutes": minutes(seconds)}, seconds)
    recipient = _recipient(email, "code_mails_to")
    if seconds := MAILS_TO_AN_ADDRESS.seconds_left(recipient):
        words = ngettext(
            "Many e-mails went to this address. Try again in %(minutes)d minute, or write the code down: it stands "
            "above.",
            "Many e-mails went to this address. Try again in %(minutes)d minutes, or write the code down: it stands "
            "above.",
            minutes(seconds),
        )
        raise TooManyMails(words % {"minutes": minutes(seconds)}, seconds)
    for key in (client, draft_key, recipient):
        count(key)


@transaction.atomic
def send_code_by_email(request: HttpRequest, draft: Draft, email: str, language: str) -> None:
    """Have the resume code sent to `email`, which becomes the draft's; at most once in ten minutes to an address.
    Raises TooManyMails."""
    _within_limits(request, draft, email)
    Draft.objects.filter(pk=draft.pk).update(email=email, language=language)
    same = salted_hmac("warkat.code_by_email", email.casefold(), algorithm="sha256").hexdigest()[:16]
    window = int(timezone.now().timestamp() // 600)
    enqueue("drafts.send_code", region=draft.region_id, key=f"code:{draft.pk}:{same}:{window}", draft=draft.pk)
