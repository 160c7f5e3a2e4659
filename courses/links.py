"""Links to pages inside rich text. Wagtail asks for those of each paragraph by themselves; here one query answers for a whole page."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from courses.models.base import ContentPage
from courses.places import Place

LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
PAGE_ID = re.compile(r'\bid="(\d+)"')

type Addresses = dict[str, str]

_addresses: ContextVar[Callable[[], Addresses]] = ContextVar("addresses")


class PageLinks(PageLinkHandler):
    """Wagtail's own, which looks first among the addresses that are known already."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        known = _addresses.get(dict)()
        if any(attrs.get("id") not in known for attrs in attrs_list):
            return super().expand_db_attributes_many(attrs_list)
        return [f'<a href="{escape(known[attrs["id"]])}">' for attrs in attrs_list]


@contextmanager
def known_addresses(page: ContentPage) -> Iterator[None]:
    """As long as the block lasts, links of that page are resolved together: at most one query, at the first of them."""

    @cache
    def read() -> Addresses:
        return read_addresses(page.place, linked_pages(page))

    token = _addresses.set(read)
    try:
        yield
    finally:
        _addresses.reset(token)


def linked_pages(page: ContentPage) -> set[int]:
    """The ids of all pages that the page's text and the words at its foot link to."""
    streams = [getattr(page, field.name).raw_data for field in page._meta.concrete_fields if isinstance(field, StreamField)]
    texts = [page.place.frame.statement(page.language), *walk(streams)]
    return {int(found[1]) for text in texts for link in LINK.findall(text) if (found := PAGE_ID.search(link))}


def walk(value: Any) -> Iterator[str]:
    """Every text inside stored blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from walk(child)
    elif isinstance(value, Sequence):
        for child in value:
            yield from walk(child)


def read_addresses(place: Place, ids: Collection[int]) -> Addresses:
    """The address of each page that exists: of its published translation in the language in use, else its own.

    One query; none if all of them belong to the course around.
    """
    pages = [(part.pk, part.key, part.url_path, part.is_live, part.language) for part in place.parts]
    if not place.pks.issuperset(ids):
        keys = Page.objects.filter(pk__in=ids).values("translation_key")
        columns = ("pk", "translation_key", "url_path", "live", "locale__language_code")
        pages = list(Page.objects.filter(translation_key__in=keys).order_by().values_list(*columns))
    language = (get_language() or "ar")[:2]
    local = {key: url_path for _pk, key, url_path, is_live, code in pages if is_live and code == language}
    return {str(pk): place.frame.address_of(local.get(key, url_path)) or "" for pk, key, url_path, _is_live, _code in pages}
