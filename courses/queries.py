"""Reads on what is taught. Everything here is the same for every reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Locale, Page

from courses.models import CoursePage, CourseVersion, GlossaryTerm, HomePage, ItemTitle, LessonPage, ModulePage
from courses.outline import Outline, OutlineLesson, OutlineModule
from courses.places import Part, Place, place_of

SOURCE_LANGUAGE = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class MenuLesson:
    """A line of the outline. ``language`` is that of the title and of the page it leads to."""

    key: UUID
    title: str
    url: str
    language: str
    minutes: int
    is_required: bool
    is_test: bool


@dataclass(frozen=True)
class MenuModule:
    key: UUID
    title: str
    summary: str
    url: str
    language: str
    lessons: tuple[MenuLesson, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class CourseMenu:
    key: UUID
    title: str
    url: str
    modules: tuple[MenuModule, ...]

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)

    @property
    def lessons(self) -> list[MenuLesson]:
        return [lesson for module in self.modules for lesson in module.lessons]


@dataclass(frozen=True)
class LessonMenu:
    """Where a lesson stands: its course, its module, its neighbours, its place among them."""

    course: CourseMenu
    module: MenuModule
    previous: MenuLesson | None
    next: MenuLesson | None
    number: int
    count: int


def in_source_language(page: Page) -> Page:
    """The page's Arabic original, or the page itself. No query for an original."""
    if page.locale.language_code == SOURCE_LANGUAGE:
        return page
    source = page.get_translation_or_none(get_source_locale())
    return source if source is not None and source.live else page


def get_source_locale() -> Locale:
    return Locale.objects.get_for_language(SOURCE_LANGUAGE)


def get_course_menu(course: CoursePage) -> CourseMenu:
    """Outline of the published course, in its own order, with titles in the course's language where they exist.

    No query for a page found by its address, two for any other, whatever the number of lessons. The same holds for the menus below.
    """
    place = place_of(course)
    part = place.by_path.get(course.path)
    # A course that is being written has no modules yet.
    modules = list_modules(place, part) if part else ()
    return CourseMenu(course.translation_key, course.title, place.frame.address_of(course.url_path) or "", modules)


def list_modules(place: Place, course: Part) -> tuple[MenuModule, ...]:
    source = place.source_of(course, SOURCE_LANGUAGE)
    translated = {part.key: part for part in place.published_below(course)}
    modules: list[MenuModule] = []
    lessons: list[MenuLesson] = []
    for part in reversed(place.published_below(source)):
        shown = translated.get(part.key, part)
        if part.minutes is None:
            modules.append(as_module(place, shown, tuple(reversed(lessons))))
            lessons.clear()
        else:
            lessons.append(
                MenuLesson(
                    key=part.key,
                    title=shown.title,
                    url=place.address_of(shown),
                    language=shown.language,
                    minutes=part.minutes,
                    is_required=bool(part.is_required),
                    is_test=part.is_test,
                )
            )
    return tuple(reversed(modules))


def as_module(place: Place, part: Part, lessons: tuple[MenuLesson, ...] = ()) -> MenuModule:
    return MenuModule(part.key, part.title, part.summary or "", place.address_of(part), part.language, lessons)


def get_course_around(place: Place, path: str) -> CourseMenu:
    part = place.course_of(path)
    return CourseMenu(part.key, part.title, place.address_of(part), list_modules(place, part))


def get_module_menu(module: ModulePage) -> tuple[CourseMenu, MenuModule]:
    """The module's own entry is one made up for a preview of a page that is not published."""
    place = place_of(module)
    course = get_course_around(place, module.path)
    url = place.frame.address_of(module.url_path) or ""
    made_up = MenuModule(module.translation_key, module.title, module.summary, url, module.locale.language_code, ())
    return course, next((entry for entry in course.modules if entry.key == made_up.key), made_up)


def get_lesson_menu(lesson: LessonPage) -> LessonMenu:
    place = place_of(lesson)
    course = get_course_around(place, lesson.path)
    part = place.by_path[lesson.path[: -Page.steplen]]
    module = next((entry for entry in course.modules if entry.key == part.key), None) or as_module(place, part)
    everything = course.lessons
    keys = [entry.key for entry in everything]
    index = keys.index(lesson.translation_key) if lesson.translation_key in keys else len(keys)
    in_module = [entry.key for entry in module.lessons]
    return LessonMenu(
        course=course,
        module=module,
        previous=everything[index - 1] if index > 0 else None,
        next=everything[index + 1] if index + 1 < len(everything) else None,
        number=in_module.index(lesson.translation_key) + 1 if lesson.translation_key in in_module else len(in_module) + 1,
        count=max(len(in_module), 1),
    )


def published_parts(course: CoursePage) -> tuple[list[ModulePage], list[LessonPage]]:
    """Live modules and the live lessons in them, in order. Two queries."""
    modules = list(ModulePage.objects.child_of(course).live().select_related("locale").order_by("path"))
    paths = {module.path for module in modules}
    lessons = LessonPage.objects.descendant_of(course).live().select_related("locale").order_by("path")
    return modules, [lesson for lesson in lessons if lesson.path[: -Page.steplen] in paths]


def list_courses(home: HomePage) -> QuerySet[CoursePage]:
    """Published, open courses below a home page. Two queries."""
    return CoursePage.objects.child_of(home).live().public().filter(is_open=True).order_by("path")


def list_terms(locale: Locale) -> QuerySet[GlossaryTerm]:
    """Published terms of a language in alphabetical order, whatever the database's collation."""
    return GlossaryTerm.objects.filter(locale=locale, live=True).select_related("confused_with").order_by("name_folded")


def build_outline(course: CoursePage) -> Outline:
    """The structure of what is published now, from the course's source language. Three queries at most."""
    source = in_source_language(course)
    modules, lessons = published_parts(source)
    by_module: dict[str, list[OutlineLesson]] = {}
    for lesson in lessons:
        tests = tuple(lesson.stored_tests())
        by_module.setdefault(lesson.path[: -Page.steplen], []).append(
            OutlineLesson(str(lesson.translation_key), lesson.is_required, lesson.minutes, tests)
        )
    return Outline(
        str(course.translation_key),
        tuple(OutlineModule(str(module.translation_key), tuple(by_module.get(module.path, ()))) for module in modules),
    )


def get_latest_version(course_key: UUID) -> CourseVersion | None:
    return CourseVersion.objects.filter(course_key=course_key).order_by("-number").first()


def get_item_titles(keys: Iterable[UUID], language: str) -> dict[UUID, ItemTitle]:
    """The last known title of each key, in ``language`` where there is one, else in the source language. One query."""
    titles: dict[UUID, ItemTitle] = {}
    for row in ItemTitle.objects.filter(item_key__in=list(keys), language__in={language, SOURCE_LANGUAGE}):
        if row.item_key not in titles or row.language == language:
            titles[row.item_key] = row
    return titles


def list_lesson_addresses(keys: Iterable[UUID], language: str) -> dict[UUID, tuple[str, str]]:
    """(title, address) of each lesson that was ever published. One query.

    The address is that in the reader's language, else in the source language, and empty once no page of the lesson is published: its title
    stays, and no link leads to a missing page.
    """
    page = LessonPage.objects.live().filter(translation_key=OuterRef("item_key"), locale__language_code=OuterRef("language"))
    rows = ItemTitle.objects.filter(item_key__in=list(keys), language__in={language, SOURCE_LANGUAGE}).annotate(
        is_live=Exists(page)
    )
    found: dict[UUID, tuple[str, str]] = {}
    for row in sorted(rows, key=lambda row: row.language == language):
        title, address = found.get(row.item_key, ("", ""))
        found[row.item_key] = (row.title or title, row.path if row.is_live else address)
    return found


def list_reserved_words() -> list[str]:
    """The names of all published terms, in every language. One query."""
    return list(GlossaryTerm.objects.filter(live=True).order_by("name").values_list("name", flat=True).distinct())
