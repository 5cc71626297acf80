"""What this floor announces, inside the transaction that did it, to whoever listens above."""

from django.dispatch import Signal

# Sent with `application` when it was filed, and `number`: 1 at first, 2 after the first correction.
application_filed = Signal()
