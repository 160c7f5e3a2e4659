"""Only under ``tests.bench.settings``."""

from functools import cache

from django.db import connection
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.models import HomePage

BARE_SLUG = "bench-page"
PARAGRAPH = "<p>نصّ طويل بما يكفي لفقرة من درس، فيه <b>كلمة بارزة</b> و<a href='/ar/'>رابط</a>.</p>" * 3


class BarePage(Page):
    """The least a Wagtail page with ten blocks can be: no menu, no design, no cache."""

    body = StreamField([("heading", blocks.CharBlock()), ("paragraph", blocks.RichTextBlock())])

    template = "bench/bare_page.html"


@cache
def bare_page_path() -> str:
    """The address of one such page, published. Makes the table and the page the first time."""
    with connection.schema_editor() as editor:
        editor.create_model(BarePage)
    home = HomePage.objects.get(locale__language_code="ar")
    body = [("heading", "عنوان"), ("paragraph", PARAGRAPH)] * 5
    page = home.add_child(instance=BarePage(title="صفحة مجرّدة", slug=BARE_SLUG, locale=home.locale, body=body))
    return page.url
