"""Our addresses, and before them the peers'."""

from cms.urls import urlpatterns as ours
from tests.benchmarks.peers import urlpatterns as theirs

urlpatterns = [*theirs, *ours]
