"""Where a content page stands: found by its address together with the course around it, in three queries however long the course is."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Cast, Left
from django.http import HttpRequest
from wagtail.models import Page

from courses.frame import Frame, read_frame
from courses.models.base import ContentPage
from quizzes.enums import Mode

# As a graded quiz stands in the stored JSON of a body; quotes that a text holds have backslashes before them.
GRADED_QUIZ = f'"mode": "{Mode.GRADED}"'
ROW = (
    *("pk", "path", "url_path", "title", "live", "translation_key", "locale__language_code", "content_type"),
    *("coursepage__is_open", "modulepage__summary", "lessonpage__minutes", "lessonpage__is_required", "is_test"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a course, live or not, or one that stands alone. ``summary`` is None but for modules, ``minutes`` but for lessons."""

    pk: int
    path: str
    url_path: str
    title: str
    is_live: bool
    key: UUID
    language: str
    content_type: int
    is_open: bool | None
    summary: str | None
    minutes: int | None
    is_required: bool | None
    is_test: bool

    @property
    def parent_path(self) -> str:
        return self.path[: -Page.steplen]


@dataclass(frozen=True)
class Place:
    """The site around a page, and the whole course it belongs to, in every language.

    ``parts`` are in the order of the tree: the course, then its modules, each before its lessons. A page that stands alone has only itself
    and its translations there; a home page has nothing.
    """

    frame: Frame
    parts: tuple[Part, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, Part]:
        return {part.path: part for part in self.parts}

    def course_of(self, path: str) -> Part:
        """The part just below the home page that a tree path leads through."""
        return next(part for part in self.parts if path.startswith(part.path))

    def closed_course_key(self, path: str) -> UUID | None:
        course = self.course_of(path)
        return course.key if course.is_open is False else None

    def source_of(self, course: Part, language: str) -> Part:
        """The course's published original in that language, or the course itself."""
        twins = (part for part in self.parts if part.key == course.key and part.language == language and part.is_live)
        return course if course.language == language else next(twins, course)

    @cached_property
    def pks(self) -> frozenset[int]:
        return frozenset(part.pk for part in self.parts)

    def published_below(self, course: Part) -> list[Part]:
        """Published modules, each followed by the published lessons in it."""
        live = [part for part in self.parts if part.is_live and part.path.startswith(course.path)]
        modules = {part.path for part in live if part.summary is not None}
        return [part for part in live if part.path in modules or (part.minutes is not None and part.parent_path in modules)]

    def address_of(self, part: Part) -> str:
        return self.frame.address_of(part.url_path) or ""

    def addresses_of(self, page: Page) -> dict[str, str]:
        """The published addresses of the page and its translations, by language."""
        if not self.parts:
            return {home.language: self.frame.address_of(home.url_path) or "" for home in self.frame.homes if home.is_live}
        return {part.language: self.address_of(part) for part in self.parts if part.is_live and part.key == page.translation_key}


def find_page(request: HttpRequest, language: str, address: str) -> ContentPage | None:
    """The published content page at an address below a language, with its ``place``; None where Wagtail has to look for itself.

    Three queries; two for a home page. Parents may be unpublished, as they may for Wagtail.
    """
    frame = read_frame()
    home = frame.find_home(request, language)
    slugs = [slug for slug in address.split("/") if slug]
    if home is None:
        return None
    if not slugs:
        return read_page(home.pk, home.content_type, Place(frame))
    place = Place(frame, read_parts(Q(url_path=f"{home.url_path}{slugs[0]}/"), len(home.path) + Page.steplen))
    url_path = home.url_path + "/".join(slugs) + "/"
    part = next((part for part in place.parts if part.url_path == url_path and part.is_live), None)
    return read_page(part.pk, part.content_type, place) if part else None


def read_page(pk: int, content_type: int, place: Place) -> ContentPage | None:
    """None for a page that is not of ours, or just gone. One query."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    if model is None or not issubclass(model, ContentPage):
        return None
    page = model.objects.select_related("locale").filter(pk=pk, live=True).first()
    if page is not None:
        page.place = place
    return page


def read_parts(top: Q, length: int) -> tuple[Part, ...]:
    """Every page at or below a page just under a home page, and at or below its translations. One query.

    ``length`` is that of their tree paths.
    """
    tops = Page.objects.filter(translation_key__in=Page.objects.filter(top).values("translation_key"))
    is_test = Case(When(stored_text__contains=GRADED_QUIZ, then=Value(True)), default=Value(False))
    rows = (
        Page.objects.alias(top=Left("path", length), stored_text=Cast("lessonpage__body", TextField()))
        .annotate(is_test=is_test)
        .filter(top__in=tops.values("path"))
        .order_by("path")
        .values_list(*ROW)
    )
    return tuple(Part(*row) for row in rows)


def place_of(page: Page) -> Place:
    """Where a page stands: known of one found by its address, read in two queries for any other, such as a preview."""
    place = getattr(page, "place", None)
    if place is not None:
        return place
    # The first page of a language stands right below the root.
    length = 3 * Page.steplen
    return Place(read_frame(), read_parts(Q(path=page.path[:length]), length))
