"""A forgotten password: few mails, the same answer for everybody, links that end."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.accounts import links
from cms.accounts.jobs import forget
from cms.accounts.models import User
from cms.accounts.signing_models import LinkRequest
from cms.audit.models import AuditEvent
from cms.jobs.models import Job
from tests.support.accounts import OWN, actions, choose, deliver, link_in, sign_in, signed_in
from tests.support.people import make_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trail_last")]
ADDRESS = "lurah@contoh.id"


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def place(db):
    place = make_places()[0]
    User._base_manager.filter(pk=place.staff.pk).update(email=ADDRESS, last_login=timezone.now() - timedelta(days=1))
    return place


def ask(client=None, address=ADDRESS, network="203.0.113.5"):
    return (client or Client()).post(reverse("wagtailadmin_password_reset"), {"email": address}, REMOTE_ADDR=network)


def later(**time):
    for row in LinkRequest.objects.all():
        LinkRequest.objects.filter(pk=row.pk).update(at=row.at - timedelta(**time))


def test_many_requests_at_once_are_one_mail(place):
    for number in range(21):
        ask(network=f"198.51.100.{number + 1}")
    sent = deliver()
    assert [to for to, _subject, _body in sent] == [ADDRESS]
    assert "account.link_sent" in actions(place.region)
    jobs, token = str(list(Job.unscoped.values())), link_in(sent[0][2]).split("/")[-2]
    assert token not in jobs + str(list(AuditEvent.unscoped.values())) and ADDRESS not in jobs


def test_five_a_day_and_the_known_browser_has_its_own(place):
    own = signed_in(place.staff.username)
    for _time in range(8):
        ask()
        deliver()
        later(minutes=11)
        Job.unscoped.filter(name="accounts.link").delete()  # the clock stands: another ten minutes' key
    assert LinkRequest.objects.filter(user=place.staff).count() == 5
    ask()
    assert not deliver()
    ask(own)
    assert [to for to, _subject, _body in deliver()] == [ADDRESS], "strangers don't use up what the person needs"
    admin = signed_in(place.admin.username)
    admin.post(reverse("staff:password", args=[place.member.pk]))
    assert [to for to, _subject, _body in deliver()] == [ADDRESS], "nor what an administrator may send"


def test_whether_there_is_an_account_never_shows(place, django_assert_num_queries, settings):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seen = []
    for address in (ADDRESS, "tidak.ada@contoh.id"):
        with CaptureQueriesContext(connection) as queries:
            response = ask(address=address, network="192.0.2.1")
        verbs = [query["sql"].split()[0] for query in queries]
        seen.append((response.status_code, response.url, verbs, Job.unscoped.filter(name="accounts.link").count()))
        Job.unscoped.filter(name="accounts.link").delete()
    assert seen[0] == seen[1] and seen[0][3] == 1


def test_one_network_address_asks_no_more_than_a_few_times(place):
    answers = [ask(address=f"orang{number}@contoh.id") for number in range(links.OF_CLIENT.most + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert LinkRequest.objects.count() == links.OF_CLIENT.most
    assert ask(network="192.0.2.5").status_code == 302
    later(hours=1)
    assert ask().status_code == 302


def test_who_uses_up_an_offices_address_closes_no_known_browser(place):
    own = signed_in(place.staff.username)
    while ask(address="tidak.ada@contoh.id").status_code == 302:
        pass
    assert ask(own).status_code == 302
    assert [to for to, _subject, _body in deliver()] == [ADDRESS]
    ask(own)
    assert not deliver(), "few for one address all the same"
    answers = [ask(own, address=f"orang{number}@contoh.id").status_code for number in range(links.OF_CLIENT.most)]
    assert (answers[0], answers[-1]) == (302, 429), "nor has it an endless number"


@pytest.mark.parametrize(
    "seen_before, age, works", [(True, 59, True), (True, 61, False), (False, 71 * 60, True), (False, 73 * 60, False)]
)
def test_a_link_lasts_an_hour_and_the_first_one_three_days(place, monkeypatch, seen_before, age, works):
    if not seen_before:
        User._base_manager.filter(pk=place.staff.pk).update(last_login=None)
    ask()
    link = link_in(deliver()[0][2])
    now = links.tokens._now()
    monkeypatch.setattr(links.tokens, "_now", lambda: now + timedelta(minutes=age))
    assert Client().get(link, follow=True).context["validlink"] is works


@pytest.mark.parametrize("change", ["password", "email", "closed", "rights", "signed in"])
def test_a_link_ends_with_what_it_was_made_for(place, change):
    from cms.accounts.changes import change_email, end_sessions, set_active

    ask()
    link = link_in(deliver()[0][2])
    assert Client().get(link, follow=True).context["validlink"] is True
    user = User.objects.get(pk=place.staff.pk)
    if change == "password":
        choose(Client(), link)
    elif change == "email":
        change_email(user, "lain@contoh.id", place.admin)
    elif change == "closed":
        set_active(place.member, False, place.admin)
    elif change == "rights":
        end_sessions(user)
    else:
        signed_in(user.username)
    response = Client().get(link, follow=True)
    assert response.context["validlink"] is False


def test_whoever_reads_the_mail_waits_behind_no_stranger(place):
    name, theirs = place.staff.username, Client()
    for _time in range(5):
        sign_in(theirs, name, "tebakan")
    assert sign_in(theirs, name, name).status_code == 429
    ask()
    choose(theirs, link_in(deliver()[0][2]))
    assert sign_in(theirs, name, OWN).status_code == 302


def test_a_link_opens_whoever_else_is_signed_in(place):
    other = signed_in("tetangga-admin")
    ask()
    assert choose(other, link_in(deliver()[0][2])).url == reverse("wagtailadmin_password_reset_complete")
    assert User._base_manager.get(pk=place.staff.pk).check_password(OWN)


def test_two_accounts_with_one_address_get_a_link_each(place):
    User._base_manager.filter(pk=place.admin.pk).update(email=ADDRESS.upper())
    ask()
    bodies = [body for _to, _subject, body in deliver()]
    assert len(bodies) == 2
    assert {name in body for body in bodies for name in (place.staff.username, place.admin.username)} == {True, False}


def test_a_refused_mail_repeats_none_that_was_sent(place, monkeypatch):
    User._base_manager.filter(pk=place.admin.pk).update(email=ADDRESS)
    send, asked = links._send, []

    def refuses_one(user, asked_by):
        asked.append(user.pk)
        if user.pk == place.staff.pk and asked.count(user.pk) == 1:
            raise SMTPRecipientsRefused({})
        send(user, asked_by)

    monkeypatch.setattr(links, "_send", refuses_one)
    ask()
    bodies = [body for _to, _subject, body in deliver()]
    Job.unscoped.filter(name="accounts.link").update(run_at=timezone.now())
    bodies += [body for _to, _subject, body in deliver()]
    for user in (place.staff, place.admin):
        assert sum(f" {user.username}" in body for body in bodies) == 1, asked


def test_requests_are_forgotten(place):
    ask()
    later(days=2)
    forget(lambda: None)
    assert not LinkRequest.objects.exists()
