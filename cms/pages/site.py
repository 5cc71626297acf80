"""The bare site: a home page instead of Wagtail's welcome page."""

from django.db import transaction
from wagtail.models import Page, Site

from cms.pages.models import HomePage

TITLE = "Layanan daerah"


@transaction.atomic
def ensure_site() -> HomePage:
    """The HomePage of the installation, made the root of the default site if there is none yet. Idempotent."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        welcome = Page.objects.child_of(root).filter(slug="home", depth=2).exact_type(Page).first()
        home = HomePage(title=TITLE, slug="beranda")
        root.add_child(instance=home)
        home.save_revision().publish()
        Site.objects.update_or_create(
            is_default_site=True, defaults={"root_page": home, "hostname": "localhost", "site_name": "Warkat"}
        )
        if welcome is not None:
            Page.objects.get(pk=welcome.pk).delete()
    return HomePage.objects.get(pk=home.pk)
