"""Every address of the platform, as the URL configuration has it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

EXCHANGE = ("imports", "import", "import_template", "import_confirm", "import_drop", "import_resume", "export", "export_file")
JUDGING = ("written", "correct", "correction_preview", "marking", "mark")
OWN_IN_CMS = (
    *("reports", "courses_release", "cohort", "certificate", "health", "allowance", "cms/login/", "wagtailadmin_home"),
    *(f"quizzes_{name}" for name in (*EXCHANGE, *JUDGING)),
)


@dataclass(frozen=True)
class Address:
    """``name`` with its namespace; the route itself for a nameless one."""

    name: str
    route: str

    @property
    def is_wagtails(self) -> bool:
        """Whether it is swept, and has no row of its own."""
        return self.route.startswith("cms/") and self.name.split(":")[0] not in OWN_IN_CMS


def walk(resolver: URLResolver, route: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, path, (*namespaces, entry.namespace) if entry.namespace else namespaces)
        elif isinstance(entry, URLPattern):
            own = ":".join((*namespaces, entry.name or ""))
            yield Address(own if entry.name else path.removeprefix("ar/"), path)


def all_addresses() -> list[Address]:
    with override("ar"):
        return list(walk(get_resolver()))
