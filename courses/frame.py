"""What stands around every page whatever it shows: the first page of each language, the words at the foot, the links beside them."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction, Site

from courses.models import SiteFooter

SITE = ("sites_rooted_here", "sites_rooted_here__hostname", "sites_rooted_here__port", "sites_rooted_here__is_default_site")
COLUMNS = (
    *("pk", "path", "url_path", "title", "live", "show_in_menus", "translation_key", "content_type", "locale__language_code"),
    *(*SITE, "statement", "is_closed"),
)


class Row(NamedTuple):
    """A first page, with its site if it is the root of one, or a page for the menus."""

    pk: int
    path: str
    url_path: str
    title: str
    is_live: bool
    is_in_menus: bool
    key: UUID
    content_type: int
    language: str
    site: int | None
    hostname: str
    port: int
    is_default: bool
    statement: str | None
    is_closed: bool


@dataclass(frozen=True)
class Home:
    """The first page of a site in one language. ``statement`` is the rich text at the foot of all pages in it."""

    pk: int
    path: str
    url_path: str
    content_type: int
    language: str
    is_live: bool
    statement: str
    site: Site


@dataclass(frozen=True)
class MenuPage:
    pk: int
    path: str
    url_path: str
    title: str


@dataclass(frozen=True)
class FooterLink:
    title: str
    url: str


@dataclass(frozen=True)
class Footer:
    statement: str
    links: tuple[FooterLink, ...]


@dataclass(frozen=True)
class Frame:
    """First pages, in the order in which a page looks for its site; published pages to be shown in menus, wherever they stand.

    ``is_open``: not one page has a view restriction.
    """

    homes: tuple[Home, ...]
    menu: tuple[MenuPage, ...]
    is_open: bool

    @cached_property
    def has_one_site(self) -> bool:
        return len({home.site.pk for home in self.homes}) == 1

    @cached_property
    def doors(self) -> dict[str, str]:
        """The address of the first page in each language."""
        found = {}
        for language in {home.language for home in self.homes}:
            with override(language):
                found[language] = reverse("wagtail_serve", args=("",))
        return found

    def find_home(self, request: HttpRequest, language: str) -> Home | None:
        """The published first page for the host that was asked. One query where there are several sites."""
        site = self.find_only_site(request) if self.has_one_site else Site.find_for_request(request)
        homes = (home for home in self.homes if site and home.site.pk == site.pk and home.language == language)
        return next((home for home in homes if home.is_live), None)

    def find_only_site(self, request: HttpRequest) -> Site | None:
        site = self.homes[0].site
        return site if site.is_default_site or site.hostname == split_domain_port(request.get_host())[0] else None

    def address_of(self, url_path: str) -> str | None:
        """The address of a page as Wagtail writes it; None for a page of no site."""
        home = next((home for home in self.homes if url_path.startswith(home.url_path)), None)
        if home is None:
            return None
        address = self.doors[home.language] + url_path.removeprefix(home.url_path)
        return address if self.has_one_site else home.site.root_url + address

    def statement(self, language: str) -> str:
        """Rich text. One query in a language without a first page."""
        home = self.home_in(language)
        if home is not None:
            return home.statement
        return SiteFooter.objects.filter(locale__language_code=language).values_list("statement", flat=True).first() or ""

    def links(self, language: str) -> tuple[FooterLink, ...]:
        """What stands right below the first page. No query; two if there are view restrictions."""
        home = self.home_in(language)
        if home is None or not home.is_live:
            return ()
        depth = len(home.path) + Page.steplen
        pages = [page for page in self.menu if len(page.path) == depth and page.path.startswith(home.path)]
        if pages and not self.is_open:
            public = set(Page.objects.filter(pk__in=[page.pk for page in pages]).public().values_list("pk", flat=True))
            pages = [page for page in pages if page.pk in public]
        return tuple(FooterLink(page.title, self.address_of(page.url_path) or "") for page in pages)

    def home_in(self, language: str) -> Home | None:
        return next((home for home in self.homes if home.language == language), None)

    def footer(self, language: str) -> Footer:
        return Footer(self.statement(language), self.links(language))


def read_frame() -> Frame:
    """One query."""
    is_home = Q(translation_key__in=Site.objects.order_by().values("root_page__translation_key"))
    statements = SiteFooter.objects.filter(locale=OuterRef("locale")).order_by("pk").values("statement")
    query = Page.objects.filter(is_home | Q(show_in_menus=True, live=True)).order_by("path")
    query = query.annotate(statement=Subquery(statements[:1]), is_closed=Exists(PageViewRestriction.objects.all()))
    rows = [Row(*row) for row in query.values_list(*COLUMNS)]
    sites = {
        (row.key, row.site): Site(pk=row.site, hostname=row.hostname, port=row.port, is_default_site=row.is_default)
        for row in rows
        if row.site
    }
    homes = [
        Home(row.pk, row.path, row.url_path, row.content_type, row.language, row.is_live, row.statement or "", site)
        for row in rows
        for (key, pk), site in sites.items()
        if row.key == key and row.site in {None, pk}
    ]
    # Wagtail's order: the innermost first, then the site that answers for every host.
    homes.sort(key=lambda home: (not home.site.is_default_site, home.site.hostname))
    homes.sort(key=lambda home: home.url_path, reverse=True)
    menu = tuple(MenuPage(row.pk, row.path, row.url_path, row.title) for row in rows if row.is_live and row.is_in_menus)
    return Frame(tuple(homes), menu, not any(row.is_closed for row in rows))
