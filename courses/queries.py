"""Reads on what is taught. Everything here is the same for every reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Locale, Page

from courses.models import CoursePage, CourseVersion, GlossaryTerm, HomePage, ItemTitle, LessonPage, ModulePage
from courses.outline import Outline, OutlineLesson, OutlineModule

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

    Two queries for the source language, five for another, whatever the number of lessons.
    """
    source = in_source_language(course)
    modules, lessons = published_parts(source)
    translated = translated_parts(course) if source.pk != course.pk else {}
    by_module: dict[str, list[MenuLesson]] = {}
    bases = {page.locale_id: (page.url or "", page.url_path) for page in (source, course)}

    def address_of(page: Page) -> str:
        # Wagtail would ask the cache anew for each page.
        base, path = bases[page.locale_id]
        return base + page.url_path.removeprefix(path)

    for lesson in lessons:
        shown = translated.get(lesson.translation_key, lesson)
        by_module.setdefault(lesson.path[: -Page.steplen], []).append(
            MenuLesson(
                key=lesson.translation_key,
                title=shown.title,
                url=address_of(shown),
                language=shown.locale.language_code,
                minutes=lesson.minutes,
                is_required=lesson.is_required,
                is_test=bool(lesson.stored_tests()),
            )
        )
    return CourseMenu(
        course.translation_key,
        course.title,
        course.url,
        tuple(
            MenuModule(
                key=module.translation_key,
                title=(shown := translated.get(module.translation_key, module)).title,
                summary=shown.summary,
                url=address_of(shown),
                language=shown.locale.language_code,
                lessons=tuple(by_module.get(module.path, ())),
            )
            for module in modules
        ),
    )


def published_parts(course: CoursePage) -> tuple[list[ModulePage], list[LessonPage]]:
    """Live modules and the live lessons in them, in order. Two queries."""
    modules = list(ModulePage.objects.child_of(course).live().select_related("locale").order_by("path"))
    paths = {module.path for module in modules}
    lessons = LessonPage.objects.descendant_of(course).live().select_related("locale").order_by("path")
    return modules, [lesson for lesson in lessons if lesson.path[: -Page.steplen] in paths]


def translated_parts(course: CoursePage) -> dict[UUID, Page]:
    modules, lessons = published_parts(course)
    return {page.translation_key: page for page in [*modules, *lessons]}


def get_module_menu(module: ModulePage) -> tuple[CourseMenu, MenuModule]:
    course = get_course_menu(module.get_parent().specific)
    return course, find_module(course, module)


def find_module(course: CourseMenu, module: ModulePage) -> MenuModule:
    """The module's own entry; one made up for a preview of a page that is not published."""
    found = next((entry for entry in course.modules if entry.key == module.translation_key), None)
    return found or MenuModule(
        module.translation_key, module.title, module.summary, module.url or "", module.locale.language_code, ()
    )


def get_lesson_menu(lesson: LessonPage) -> LessonMenu:
    """Seven queries at most."""
    module_page = lesson.get_parent().specific
    course = get_course_menu(module_page.get_parent().specific)
    module = find_module(course, module_page)
    everything = course.lessons
    keys = [entry.key for entry in everything]
    place = keys.index(lesson.translation_key) if lesson.translation_key in keys else len(keys)
    in_module = [entry.key for entry in module.lessons]
    return LessonMenu(
        course=course,
        module=module,
        previous=everything[place - 1] if place > 0 else None,
        next=everything[place + 1] if place + 1 < len(everything) else None,
        number=in_module.index(lesson.translation_key) + 1 if lesson.translation_key in in_module else len(in_module) + 1,
        count=max(len(in_module), 1),
    )


def list_courses(home: HomePage) -> QuerySet[CoursePage]:
    """Published, open courses below a home page."""
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
    """(title, address) of each lesson that was ever published. One query."""
    return {key: (row.title, row.path) for key, row in get_item_titles(keys, language).items()}
