"""Small trees of pages, as editors build them: home, course, module, lesson, published and translated.

Bodies are raw StreamField data: ``section(...)`` and its neighbours make the blocks.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from wagtail.models import Page, Site

from courses.models import CoursePage, GlossaryPage, HomePage, InfoPage, LessonPage, ModulePage
from courses.operations import release_course
from quizzes.models import Question
from tests.factories.quizzes import make_locale

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)


def block(kind: str, value: Any, block_id: str = "") -> dict[str, Any]:
    return {"type": kind, "id": block_id or str(uuid.uuid4()), "value": value}


def section(text: str = "فقرة قصيرة تشرح فكرة واحدة.", heading: str = "", anchor: str = "") -> dict[str, Any]:
    return block("section", {"heading": heading, "anchor": anchor, "text": f"<p>{text}</p>", "source_refs": ""})


def quiz(questions: Iterable[Question], mode: str = "practice", *, block_id: str = "", **rules: Any) -> dict[str, Any]:
    """A quiz block of these questions, named by their rows."""
    items = [block("item", question.pk) for question in questions]
    value = {
        "title": "تدريب" if mode == "practice" else "اختبار",
        "mode": mode,
        "questions": items,
        "draw": None,
        "pass_percent": 70,
        "attempts": 0,
        "wait_minutes": 0,
        "is_shuffled": False,
        **rules,
    }
    return block("quiz", value, block_id)


def stream(model: type[Page], name: str, raw: list[dict[str, Any]]) -> Any:
    return model._meta.get_field(name).to_python(raw)


def make_page(model: type[Page], parent: Page, *, is_live: bool = True, body: list[dict] | None = None, **fields: Any) -> Any:
    """A page below ``parent`` in its language, published unless ``is_live`` is False. Returns it as it now stands."""
    number = next(_numbers)
    language = parent.locale if parent.depth > 1 else make_locale("ar")
    values = {"title": f"صفحة {number}", "slug": f"page-{number}", "locale": language, "live": False, **fields}
    page = model(**values)
    if body:
        page.body = stream(model, "body", body)
    parent.add_child(instance=page)
    revision = page.save_revision()
    if is_live:
        revision.publish()
    return model.objects.get(pk=page.pk)


def publish(page: Page, **changes: Any) -> Any:
    """Publishes the page with these changes, as an editor does; ``body`` as raw data. Returns it as it now stands."""
    fresh = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(fresh, name, stream(type(page), name, value) if name == "body" else value)
    fresh.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_home(**fields: Any) -> HomePage:
    """The first page of the site, in Arabic; takes the place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    home = make_page(HomePage, root, **{"title": "الصفحة الأولى", "slug": "start", **fields})
    site, _made = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": ""}
    )
    site.root_page = home
    site.save()
    return home


def make_course(home: HomePage | None = None, **fields: Any) -> CoursePage:
    return make_page(CoursePage, home or make_home(), **fields)


def make_module(course: CoursePage, **fields: Any) -> ModulePage:
    return make_page(ModulePage, course, **fields)


def make_lesson(module: ModulePage, *, body: list[dict] | None = None, **fields: Any) -> LessonPage:
    return make_page(LessonPage, module, body=[section()] if body is None else body, **fields)


def make_glossary(home: HomePage, **fields: Any) -> GlossaryPage:
    return make_page(GlossaryPage, home, **{"slug": "glossary", **fields})


def make_info(home: HomePage, **fields: Any) -> InfoPage:
    return make_page(InfoPage, home, **fields)


def make_tree(lessons: int = 1, **course_fields: Any) -> tuple[CoursePage, ModulePage, list[LessonPage]]:
    """A published course with one module of so many lessons."""
    course = make_course(**course_fields)
    module = make_module(course)
    return course, module, [make_lesson(module) for _number in range(lessons)]


def translate(page: Page, language: str = "en", *, is_live: bool = True, **changes: Any) -> Any:
    """The page's translation: the words copied as Wagtail does, then changed as given. Its parents are translated first."""
    locale = make_locale(language)
    for parent in page.get_ancestors().filter(depth__gt=1).specific():
        if not parent.has_translation(locale):
            translate(parent, language)
    twin = page.copy_for_translation(locale)
    if is_live:
        return publish(twin, **changes)
    return type(twin).objects.get(pk=twin.pk)


def release(course: CoursePage):
    return release_course(course=course, user=None, now=NOW)
