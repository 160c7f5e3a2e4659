"""The four groups hold exactly what is listed here."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Locale, Page

from accounts.operations import ensure_groups, find_permissions, grant_page_permissions
from courses.models import GlossaryTerm, HomePage
from quizzes.models import Question

pytestmark = pytest.mark.django_db

EDITOR = {
    "wagtailadmin.access_admin",
    "wagtail_localize.submit_translation",
    "courses.add_glossaryterm",
    "courses.change_glossaryterm",
    "courses.publish_glossaryterm",
    "courses.add_platformstat",
    "courses.change_platformstat",
    "courses.add_sitefooter",
    "courses.change_sitefooter",
    "quizzes.add_objective",
    "quizzes.change_objective",
    "quizzes.add_question",
    "quizzes.change_question",
    "quizzes.publish_question",
}
EXPECTED = {
    "Editors": EDITOR,
    "Moderators": EDITOR
    | {
        "courses.delete_glossaryterm",
        "courses.delete_platformstat",
        "courses.delete_sitefooter",
        "quizzes.delete_objective",
        "quizzes.delete_question",
    },
    "Facilitators": {"wagtailadmin.access_admin", "learning.view_cohort"},
    "Program managers": {
        "wagtailadmin.access_admin",
        "learning.view_cohort",
        "learning.add_cohort",
        "learning.change_cohort",
    },
}
FILES = {"add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"}


@pytest.fixture(autouse=True)
def migrated(db: None) -> None:
    """A new database: Wagtail's two groups as it makes them, then what follows every migration: permissions of all apps, our groups."""
    Group.objects.exclude(name__in=["Editors", "Moderators"]).delete()
    for group in Group.objects.all():
        group.permissions.set(
            find_permissions(["wagtailadmin.access_admin", "wagtailimages.add_image", "wagtaildocs.delete_document"])
        )
    # Wagtail adds the right to publish once a kind of snippet stands in the CMS.
    for model in (GlossaryTerm, Question):
        kind = ContentType.objects.get_for_model(model)
        Permission.objects.get_or_create(content_type=kind, codename=f"publish_{kind.model}", defaults={"name": "Can publish"})
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def names_of(group: Group) -> set[str]:
    return {f"{app}.{name}" for app, name in group.permissions.values_list("content_type__app_label", "codename")}


@pytest.mark.parametrize("name", EXPECTED)
def test_group_may_do_what_is_listed_and_nothing_else(name: str):
    ensure_groups()

    assert names_of(Group.objects.get(name=name)) == EXPECTED[name]


def test_ensure_groups_begins_from_nothing_and_changes_nothing_the_second_time():
    Group.objects.all().delete()

    ensure_groups()
    first = {group.name: names_of(group) for group in Group.objects.all()}
    ensure_groups()

    assert first == EXPECTED
    assert {group.name: names_of(group) for group in Group.objects.all()} == EXPECTED
    assert GroupCollectionPermission.objects.count() == 2 * len(FILES)


def test_ensure_groups_keeps_what_an_administrator_added():
    extra = Permission.objects.get(content_type__app_label="wagtailredirects", codename="add_redirect")
    ensure_groups()
    Group.objects.get(name="Editors").permissions.add(extra)

    ensure_groups()

    assert names_of(Group.objects.get(name="Editors")) == EDITOR | {"wagtailredirects.add_redirect"}


def test_permissions_that_do_not_exist_yet_are_left_out():
    assert find_permissions(["learning.add_cohort", "learning.add_dragon"]) == [
        Permission.objects.get(content_type__app_label="learning", codename="add_cohort")
    ]


@pytest.mark.parametrize(
    ("name", "expected"), [("Editors", FILES), ("Moderators", FILES), ("Facilitators", set()), ("Program managers", set())]
)
def test_group_may_use_pictures_and_files(name: str, expected: set[str]):
    ensure_groups()

    held = GroupCollectionPermission.objects.filter(group__name=name).values_list("permission__codename", "collection__depth")

    assert set(held) == {(codename, 1) for codename in expected}


@pytest.fixture
def homes() -> tuple[HomePage, HomePage]:
    arabic, _ = Locale.objects.get_or_create(language_code="ar")
    english, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="الأولى", slug="first-ar", locale=arabic))
    twin = root.add_child(instance=HomePage(title="First", slug="first-en", locale=english, translation_key=home.translation_key))
    return home, twin


def page_rights(name: str) -> set[tuple[str, str]]:
    return set(GroupPagePermission.objects.filter(group__name=name).values_list("page__slug", "permission__codename"))


def test_page_permissions_are_given_below_the_home_pages_only(homes: tuple[HomePage, HomePage]):
    ensure_groups()

    grant_page_permissions(root_page=homes[0])
    grant_page_permissions(root_page=homes[0])

    editing = {"add_page", "change_page", "publish_page"}
    slugs = {"first-ar", "first-en"}
    assert page_rights("Editors") == {(slug, name) for slug in slugs for name in editing}
    assert page_rights("Moderators") == {(slug, name) for slug in slugs for name in editing | {"lock_page", "unlock_page"}}
    assert page_rights("Facilitators") == set()
    assert page_rights("Program managers") == set()


def test_page_permissions_keep_what_an_administrator_gave_on_the_root_later(homes: tuple[HomePage, HomePage]):
    ensure_groups()
    grant_page_permissions(root_page=homes[0])
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename="bulk_delete_page")
    GroupPagePermission.objects.create(
        group=Group.objects.get(name="Editors"), page=Page.get_first_root_node(), permission=permission
    )

    grant_page_permissions(root_page=homes[0])

    assert ("root", "bulk_delete_page") in page_rights("Editors")
