"""Who may use a view that isn't ours: Wagtail's admin, page serving, the language switch.

Wagtail shows one region's things to another in many places, so this is an allow-list: a name that isn't in it is the
operators' alone.
"""

from cms.access.roles import ADMINS, ANY_STAFF, ANYONE, OPERATORS

ADMIN_NAMESPACE_PREFIX = "/admin/"

# Open before sign-in, or harmless to anyone.
PUBLIC_ROUTES = {
    "wagtail_serve", "set_language", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset", "wagtailadmin_password_reset_done", "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}  # fmt: skip

STAFF_ROUTES = {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_sprite",
    "wagtailadmin_dismissibles",
}

# A regional admin edits pages below the region's own; page permission holds there (measured: explorer, edit,
# revisions, compare, history, preview, search).
REGIONAL_ADMIN_ROUTES = {
    "wagtailadmin_explore", "wagtailadmin_explore_root", "wagtailadmin_explore_results",
    "wagtailadmin_pages:add", "wagtailadmin_pages:add_subpage", "wagtailadmin_pages:edit",
    "wagtailadmin_pages:delete", "wagtailadmin_pages:unpublish", "wagtailadmin_pages:preview_on_add",
    "wagtailadmin_pages:preview_on_edit", "wagtailadmin_pages:view_draft", "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock", "wagtailadmin_pages:revisions_view", "wagtailadmin_pages:revisions_compare",
    "wagtailadmin_pages:revisions_revert", "wagtailadmin_pages:history", "wagtailadmin_pages:history_results",
    "wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release",
    "wagtailadmin_pages:usage", "wagtailadmin_pages:search", "wagtailadmin_pages:search_results",
}  # fmt: skip


def declared_roles(match, view):
    """The roles that may use what `match` (a ResolverMatch) resolved to; None when nothing is declared."""
    target = getattr(view, "view_class", view)
    if (own := getattr(view, "access", None) or getattr(target, "access", None)) is not None:
        return own
    name = match.view_name or ""
    if name in PUBLIC_ROUTES:
        return ANYONE
    if match.route.startswith("admin/"):
        if name in STAFF_ROUTES:
            return ANY_STAFF
        return ADMINS if name in REGIONAL_ADMIN_ROUTES else OPERATORS
    return None
