"""``manage.py import_questions FILE --format gift``: the lines and totals that the CMS shows, and the same writing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizzes.enums import FileFormat
from quizzes.formats import MOST_BYTES
from quizzes.import_wording import FATES, describe_file_problem, describe_problem
from quizzes.operations.importing import ImportOptions, ImportReport, import_questions
from quizzes.registry import find_course


class Command(BaseCommand):
    help = "Imports questions from a file into the bank; --dry-run says what it would do. Ends with 1 if something was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FileFormat.values, required=True)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--good-ones", action="store_true", help="write what can be written; otherwise all or nothing")
        parser.add_argument("--publish", action="store_true", help="publish what is complete; otherwise all become drafts")
        parser.add_argument("--course", help="the slug of the course the questions belong to")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--tag", action="append", default=[], help="a tag to add to every question; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        if path.stat().st_size > MOST_BYTES:
            raise CommandError(describe_file_problem("too_large"))
        course_key = None
        if options["course"]:
            course_key = find_course(options["course"])
            if course_key is None:
                raise CommandError(f"no course has the slug {options['course']}")
        with path.open("rb") as file:
            report = import_questions(
                file=file,
                file_format=options["format"],
                options=ImportOptions(
                    language=options["language"],
                    takes_good_ones=options["good_ones"],
                    is_published=options["publish"],
                    course_key=course_key,
                    tags=tuple(options["tag"]),
                ),
                user=None,
                is_dry_run=options["dry_run"],
                on_progress=self.tell_progress if options["verbosity"] > 1 else None,
            )
        self.show(report, is_dry_run=options["dry_run"])

    def tell_progress(self, done: int) -> None:
        self.stderr.write(f"{done} …")

    def show(self, report: ImportReport, *, is_dry_run: bool) -> None:
        """Raises CommandError, which ends with 1, if anything was refused."""
        for note in report.notes:
            self.stdout.write(describe_problem(note["code"], note["details"]))
        for row in report.rows:
            notes = " ".join(describe_problem(note["code"], note["details"]) for note in row.get("notes", []))
            self.stdout.write(f"{row['line'] or '–'}\t{FATES[row['fate']]}\t{row['title']}\t{notes}".rstrip())
        totals = " · ".join(f"{FATES[fate]}: {count}" for fate, count in report.counts.items())
        self.stdout.write(totals + (" (--dry-run)" if is_dry_run else ""))
        if report.problem:
            where = f"{report.problem_line}: " if report.problem_line else ""
            raise CommandError(f"{where}{describe_file_problem(report.problem)}")
        if report.counts["refused"]:
            raise CommandError(f"{FATES['refused']}: {report.counts['refused']}")
