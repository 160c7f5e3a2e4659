from django.core.management.base import BaseCommand, CommandParser

from elearn.lib import clock
from learning.operations import find_differences, mend_progress


class Command(BaseCommand):
    help = "Recomputes completion from the evidence and prints how many rows differed; 0 on healthy data"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        count = 0
        for enrolment in find_differences():
            count += 1
            if not dry_run:
                mend_progress(enrolment=enrolment, now=clock.now())
        self.stdout.write(str(count))
