from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from courses.registry import may_read_closed_course

RESERVED_SLUGS = frozenset({"_util", "me", "quizzes", "accounts", "certificates", "search", "privacy", "cms", "documents"})


class ContentPage(Page):
    """A page that is the same for everybody, and may be kept by caches unless its course is closed or it has a view restriction.

    ``place`` is what stands around a page that was found by its address (``courses.places``): known then, it need not be asked for again.
    """

    place: Any = None

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        is_under_home = not self.path or self.depth <= 3
        if is_under_home and self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address belongs to the platform itself. Choose another.")})

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        closed_course = self.closed_course_key()
        if closed_course and not getattr(request, "is_dummy", False) and not may_read_closed_course(request.user, closed_course):
            raise PermissionDenied
        response = super().serve(request, *args, **kwargs)
        response.is_public_content = not closed_course and not self.get_view_restrictions().exists()
        return response

    def closed_course_key(self):
        """The key of the course this page belongs to, if that course is closed; else None. At most one query."""
        return

    def get_view_restrictions(self):
        """Two queries; of a page found by its address the second call costs none, and where no page is restricted nor does the first."""
        return super().get_view_restrictions() if self.place is None else self.restrictions_found

    @cached_property
    def restrictions_found(self):
        return PageViewRestriction.objects.none() if self.place.frame.is_open else super().get_view_restrictions()

    @property
    def language(self) -> str:
        return self.locale.language_code
