"""What each group may do, by permission name (``app.codename``). Plain data: ``operations.ensure_groups`` gives it to the groups."""

from accounts.enums import Role

CMS_ACCESS = "wagtailadmin.access_admin"
SUBMIT_TRANSLATION = "wagtail_localize.submit_translation"

EDITED_SNIPPETS = (
    "courses.{}_glossaryterm",
    "courses.{}_platformstat",
    "courses.{}_sitefooter",
    "quizzes.{}_objective",
    "quizzes.{}_question",
)
DRAFTED_SNIPPETS = ("courses.{}_glossaryterm", "quizzes.{}_question")


def _on(names: tuple[str, ...], *actions: str) -> frozenset[str]:
    return frozenset(name.format(action) for name in names for action in actions)


EDITOR = frozenset({CMS_ACCESS, SUBMIT_TRANSLATION}) | _on(EDITED_SNIPPETS, "add", "change") | _on(DRAFTED_SNIPPETS, "publish")

GROUP_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITORS: EDITOR,
    Role.MODERATORS: EDITOR | _on(EDITED_SNIPPETS, "delete"),
    Role.FACILITATORS: frozenset({CMS_ACCESS, "learning.view_cohort"}),
    Role.MANAGERS: frozenset({CMS_ACCESS, "learning.view_cohort", "learning.add_cohort", "learning.change_cohort"}),
}

# On every picture and file: the root collection.
COLLECTION_PERMISSIONS = frozenset(
    {
        "wagtailimages.add_image",
        "wagtailimages.change_image",
        "wagtailimages.choose_image",
        "wagtaildocs.add_document",
        "wagtaildocs.change_document",
        "wagtaildocs.choose_document",
    }
)
COLLECTION_ROLES = (Role.EDITORS, Role.MODERATORS)

# On the pages below a home page.
PAGE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITORS: frozenset({"wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"}),
    Role.MODERATORS: frozenset(
        {
            "wagtailcore.add_page",
            "wagtailcore.change_page",
            "wagtailcore.publish_page",
            "wagtailcore.lock_page",
            "wagtailcore.unlock_page",
        }
    ),
}
