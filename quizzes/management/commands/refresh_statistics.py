from django.core.management.base import BaseCommand

from elearn.lib import clock
from quizzes.operations import refresh_statistics


class Command(BaseCommand):
    help = "Makes the statistics of questions and tests anew from first attempts and prints how many rows they have"

    def handle(self, *args: object, **options: object) -> None:
        made = refresh_statistics(now=clock.now())
        self.stdout.write(f"{made.items} versions, {made.tests} tests, {made.attempts} first attempts")
