"""``manage.py export_questions --format gift questions.gift``: questions of the bank as a file; what it cannot hold is said on stderr."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizzes.enums import FileFormat, Use
from quizzes.formats import write_file
from quizzes.import_wording import describe_loss
from quizzes.models import Question
from quizzes.queries.exchange import forecast_export, iterate_questions


class Command(BaseCommand):
    help = "Writes questions of the bank into a file, or to the standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--format", choices=FileFormat.values, required=True)
        parser.add_argument("--kind", action="append", default=[], help="only questions of this kind; may be repeated")
        parser.add_argument(
            "--tag", action="append", default=[], help="only questions with this tag; with several, those that have all"
        )
        parser.add_argument("--use", choices=Use.values)
        parser.add_argument("--published", action="store_true", help="only published questions")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        questions = Question.objects.filter(locale__language_code=options["language"])
        if options["kind"]:
            questions = questions.filter(kind__in=options["kind"])
        for tag in options["tag"]:
            questions = questions.tagged(tag)
        if options["use"]:
            questions = questions.filter(use=options["use"])
        if options["published"]:
            questions = questions.published()
        forecast = forecast_export(questions, options["format"])
        pieces = write_file(options["format"], iterate_questions(questions))
        if options["file"] is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
        else:
            try:
                with options["file"].open("wb") as file:
                    file.writelines(pieces)
            except OSError as error:
                raise CommandError(str(error)) from error
        for code, (count, titles) in sorted(forecast.losses.items()):
            self.stderr.write(f"{count}: {describe_loss(code)}")
            for title in titles:
                self.stderr.write(f"  {title}")
        self.stderr.write(f"{forecast.written} / {forecast.total}")
