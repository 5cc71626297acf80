"""What this floor announces, inside the transaction that did it, to whoever listens above."""

from django.dispatch import Signal

# Sent with `application` when it was filed, first or again after a correction.
application_filed = Signal()
