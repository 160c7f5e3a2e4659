"""What every page shows of the course content, whatever app renders it."""

from dataclasses import dataclass

from django import template
from django.core.cache import cache
from django.utils.translation import get_language

from courses.models import ContentVersion, CoursePage, HomePage, SiteFooter
from courses.queries import get_course_menu, get_lesson_menu, get_module_menu, list_courses, list_terms

register = template.Library()

# Page models may not know the queries above them: their templates ask for what they show.
register.simple_tag(get_course_menu, name="course_menu")
register.simple_tag(get_module_menu, name="module_menu")
register.simple_tag(get_lesson_menu, name="lesson_menu")
register.simple_tag(list_terms, name="glossary_terms")


@register.simple_tag
def home_courses(home: HomePage) -> list[CoursePage]:
    return list(list_courses(home))


@dataclass(frozen=True)
class FooterLink:
    title: str
    url: str


@dataclass(frozen=True)
class Footer:
    statement: str
    links: tuple[FooterLink, ...]


def read_footer(language: str) -> Footer:
    statement = SiteFooter.objects.filter(locale__language_code=language).values_list("statement", flat=True).first() or ""
    home = HomePage.objects.filter(locale__language_code=language).live().first()
    pages = home.get_children().live().public().in_menu() if home else []
    return Footer(statement, tuple(FooterLink(page.title, page.url) for page in pages))


@register.simple_tag
def site_footer() -> Footer:
    """The foot of the page in the language in use. Two queries, kept until the content changes."""
    language = (get_language() or "ar")[:2]
    key = f"footer:{language}:{ContentVersion.get()}"
    footer = cache.get(key)
    if footer is None:
        footer = read_footer(language)
        cache.set(key, footer, 3600)
    return footer
