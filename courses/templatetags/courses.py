"""What every page shows of the course content, whatever app renders it."""

from dataclasses import dataclass

from django import template
from django.core.cache import cache
from django.utils.translation import get_language

from courses.frame import Footer, read_frame
from courses.models import ContentVersion, HomePage
from courses.places import place_of
from courses.queries import get_course_menu, get_lesson_menu, get_module_menu, list_courses, list_terms

register = template.Library()

# Page models may not know the queries above them: their templates ask for what they show.
register.simple_tag(get_course_menu, name="course_menu")
register.simple_tag(get_module_menu, name="module_menu")
register.simple_tag(get_lesson_menu, name="lesson_menu")
register.simple_tag(list_terms, name="glossary_terms")


@dataclass(frozen=True)
class OpenCourse:
    title: str
    summary: str
    url: str


@register.simple_tag
def home_courses(home: HomePage) -> list[OpenCourse]:
    frame = place_of(home).frame
    return [OpenCourse(course.title, course.summary, frame.address_of(course.url_path) or "") for course in list_courses(home)]


@register.simple_tag(takes_context=True)
def site_footer(context: dict) -> Footer:
    """The foot of the page. No query on a page found by its address; elsewhere two, and one more after the content has changed."""
    language = (get_language() or "ar")[:2]
    place = getattr(context.get("page"), "place", None)
    if place is not None:
        return place.frame.footer(language)
    key = f"footer:{language}:{ContentVersion.get()}"
    footer = cache.get(key)
    if footer is None:
        footer = read_frame().footer(language)
        cache.set(key, footer, 3600)
    return footer
