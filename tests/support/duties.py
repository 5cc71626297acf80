"""What an administrator does to accounts, in the admin's own forms."""

from django.urls import reverse

from cms.accounts.models import User
from cms.accounts.signing_models import StaffRequest


def give_address(user, address):
    User._base_manager.filter(pk=user.pk).update(email=address)


def edit(client, member, **post):
    return client.post(reverse("staff:edit", args=[member.pk]), {"full_name": member.full_name} | post)


def reset(client, member):
    return client.post(reverse("staff:password", args=[member.pk]))


def decide(client, decision="confirm"):
    return client.post(reverse("staff:request", args=[StaffRequest.unscoped.latest("pk").pk]), {"decision": decision})


def refused(response):
    """Wagtail shows its first page instead of what somebody may not do."""
    return response.status_code == 302 and response.url == reverse("wagtailadmin_home")
