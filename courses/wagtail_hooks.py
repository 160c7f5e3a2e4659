from collections.abc import Iterator

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from courses.links import PageLinks
from courses.models import CoursePage
from courses.views import release
from courses.viewsets import CourseContentGroup

register_snippet(CourseContentGroup)


# After Wagtail, whose handler it replaces.
@hooks.register("register_rich_text_features", order=100)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinks)


@hooks.register("register_admin_urls")
def register_release_url() -> list:
    return [path("courses/<int:page_id>/release/", release, name="courses_release")]


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def offer_release(page: Page, user: object, next_url: str | None = None, **kwargs: object) -> Iterator[Button]:
    if isinstance(page.specific, CoursePage) and page.permissions_for_user(user).can_publish():
        yield Button(_("Release to learners"), reverse("courses_release", args=[page.pk]), icon_name="download", priority=40)
