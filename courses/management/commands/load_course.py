from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Locale

from accounts.operations import ensure_groups, grant_page_permissions
from courses.loading.build import identity
from courses.loading.files import ContentError, read_course
from courses.loading.load import Loader, Report
from courses.loading.translate import Translator
from courses.models import CoursePage, HomePage
from courses.operations import CannotRelease, release_course
from courses.queries import get_latest_version
from elearn.lib import clock

CONTENT = Path(__file__).resolve().parents[2] / "content"


class Command(BaseCommand):
    help = "Loads the bundled course in both languages. Untouched items follow the files; an editor's work is never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--course", default="e-advocacy", help="folder of the course")
        parser.add_argument("--check", action="store_true", help="only report what would be done")

    def handle(self, *args: object, course: str, check: bool, verbosity: int, **options: object) -> None:
        try:
            text = read_course(CONTENT, course)
        except ContentError as error:
            raise CommandError(str(error)) from None
        except FileNotFoundError:
            raise CommandError(f"There is no course `{course}` in {CONTENT}.") from None
        for language in ("ar", "en"):
            Locale.objects.get_or_create(language_code=language)
        progress = (lambda path: self.stdout.write(f"  {path}")) if verbosity > 1 else (lambda _path: None)
        loader = Loader(text, only_report=check, progress=progress)
        try:
            report = loader.load()
            Translator(loader, progress).translate()
        except ContentError as error:
            raise CommandError(str(error)) from None
        if verbosity:
            self.print_report(report)
        if not check:
            self.finish(course, verbosity)

    def print_report(self, report: Report) -> None:
        results = {
            "made": report.made,
            "updated": report.updated,
            "kept as edited": report.kept,
            "deleted by an editor": report.gone,
        }
        for name, paths in results.items():
            named = ": " + ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "") if paths else ""
            self.stdout.write(f"{name}: {len(paths)}{named}")
        self.stdout.write(f"unchanged: {report.same}")

    def finish(self, slug: str, verbosity: int) -> None:
        ensure_groups()
        home = HomePage.objects.filter(locale__language_code="ar").first()
        if home:
            grant_page_permissions(root_page=home)
        page = CoursePage.objects.filter(translation_key=identity(slug), locale__language_code="ar").first()
        if page and get_latest_version(page.translation_key) is None:
            try:
                release_course(course=page, user=None, now=clock.now())
                if verbosity:
                    self.stdout.write("released: version 1")
            except CannotRelease:
                self.stdout.write("not released: nothing required is published")
