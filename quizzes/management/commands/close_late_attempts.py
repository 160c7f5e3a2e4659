from django.core.management.base import BaseCommand

from elearn.lib import clock
from quizzes.operations import close_late_attempts


class Command(BaseCommand):
    help = "Closes attempts whose time is over and that nobody has opened since, at their deadline. Prints how many."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(str(close_late_attempts(now=clock.now())))
