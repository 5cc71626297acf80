"""manage.py changepassword: Django's, and what it does stands in the audit trail and is told to the person."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword

from cms.accounts.changes import set_by_command
from cms.accounts.models import User
from cms.audit.trail import recorded_last


class Command(changepassword.Command):
    help = (
        "Give an account a new password, for when no e-mail can go. Its sessions and links end, and whoever signs in "
        "with it chooses an own one first."
    )

    def handle(self, *args: Any, **options: Any) -> str | None:
        with recorded_last():
            options["username"] = options["username"] or getpass.getuser()
            message = super().handle(*args, **options)
            set_by_command(User._base_manager.get(username=options["username"]))
        return message
