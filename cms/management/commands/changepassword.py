"""manage.py changepassword: Django's, and what it does stands in the audit trail and is told to the person."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from cms.accounts.changes import set_by_command
from cms.accounts.models import User
from cms.audit.trail import recorded_last


class Command(changepassword.Command):
    help = (
        "Give an account a new password, for when no e-mail can go. Its sessions and links end, and whoever signs in "
        "with it chooses an own one first."
    )

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Ask for the password, then set it, with its audit event, in one transaction. Raises CommandError."""
        username = options["username"] = options["username"] or getpass.getuser()
        user = User._base_manager.filter(username=username).first()
        password = self._typed(user) if user else ""  # before the transaction: nobody waits while a person types
        self._get_pass = lambda *prompt: password
        with recorded_last():
            message = super().handle(*args, **options)
            set_by_command(User._base_manager.get(username=username))
        return message

    def _typed(self, user: User) -> str:
        """A password that was typed twice and is good enough. CommandError after three tries."""
        for _attempt in range(3):
            password = self._get_pass()
            if password != self._get_pass("Password (again): "):
                self.stdout.write("Passwords do not match. Please try again.")
                continue
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                return password
        raise CommandError("Nothing was changed.")
