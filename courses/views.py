"""Where readers come in, and the course's release in the CMS."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods
from wagtail import views as wagtail_views
from wagtail.url_routing import RouteResult

from courses.links import known_addresses
from courses.models import CoursePage, CourseVersion
from courses.operations import CannotRelease, release_course
from courses.outline import OutlineChange, compare_outlines
from courses.places import find_page
from courses.queries import build_outline, get_item_titles, get_latest_version, in_source_language
from elearn.lib import clock


def serve(request: HttpRequest, address: str) -> HttpResponse:
    """Wagtail's own view, told beforehand which page it is and what stands around it: to find that out step by step costs it a query a step."""
    page = find_page(request, (get_language() or "ar")[:2], address)
    if page is None:
        return wagtail_views.serve(request, address)
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    with known_addresses(page):
        response = wagtail_views.serve(request, address)
        return response.render() if isinstance(response, SimpleTemplateResponse) else response


@dataclass(frozen=True)
class ReleasePreview:
    """What a release would write. ``change`` is None before the first one."""

    latest: CourseVersion | None
    change: OutlineChange | None
    added: list[str]
    removed: list[str]
    rules_changed: list[str]
    required_count: int
    lesson_count: int

    @property
    def has_something_new(self) -> bool:
        return self.latest is None or bool(self.change)


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, page_id: int) -> HttpResponse:
    """Shows what differs from the last release, and on POST makes a new one. For whoever may publish the course."""
    course = in_source_language(get_object_or_404(CoursePage, pk=page_id))
    if not course.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if request.method == "POST":
        try:
            version = release_course(course=course, user=request.user, now=clock.now(), note=request.POST.get("note", "")[:250])
        except CannotRelease:
            messages.error(request, _("Nothing was released: no required lesson is published."))
        else:
            messages.success(request, _("Release %(number)d is what new learners follow.") % {"number": version.number})
        return redirect(reverse("courses_release", args=[course.pk]))
    context = {"course": course, "release": preview_release(course), "versions": list_versions(course)}
    return render(request, "courses/release.html", context)


def preview_release(course: CoursePage) -> ReleasePreview:
    outline = build_outline(course)
    latest = get_latest_version(course.translation_key)
    change = compare_outlines(latest.outline, outline) if latest else None
    titles = titles_of(change)
    return ReleasePreview(
        latest=latest,
        change=change,
        added=[titles.get(key, "") for key in change.added] if change else [],
        removed=[titles.get(key, "") for key in change.removed] if change else [],
        rules_changed=[titles.get(key, "") for key in change.rules_changed] if change else [],
        required_count=len(list(outline.required_lessons())),
        lesson_count=len(list(outline.lessons())),
    )


def titles_of(change: OutlineChange | None) -> dict[str, str]:
    keys = {*change.added, *change.removed, *change.rules_changed} if change else set()
    rows = get_item_titles([UUID(key) for key in keys], (get_language() or "ar")[:2])
    return {str(key): row.title for key, row in rows.items()}


def list_versions(course: CoursePage) -> list[CourseVersion]:
    return list(
        CourseVersion.objects.filter(course_key=course.translation_key).select_related("released_by").order_by("-number")[:20]
    )
