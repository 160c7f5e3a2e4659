from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from elearn.demo import PEOPLE, demo_password, demo_totp_secret, make_activity, make_people
from elearn.lib import clock


class Command(BaseCommand):
    help = "Makes demo people, a cohort and learning activity. Development only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--announce", metavar="URL", default="", help="print addresses and demo accounts for this address")

    def handle(self, *args: object, announce: str, **options: object) -> None:
        if not settings.IS_DEVELOPMENT:
            raise CommandError("Demo people are for development: production settings refuse them.")
        made = make_activity(make_people(), clock.now())
        if made:
            self.stdout.write(f"Demo learners made: {made}")
        if announce:
            self.announce(announce)

    def announce(self, url: str) -> None:
        secret = demo_totp_secret()
        counters = list(yield_hotp_counters_from_time())
        code = format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))
        lines = [
            "",
            f"  The course    {url}/ar/    {url}/en/",
            f"  The CMS       {url}/cms/",
            "",
            f"  Demo accounts, password  {demo_password()}",
            *(
                f"    {person.email:<26} {person.role or ('administrator' if person.is_administrator else 'learner')}"
                for person in PEOPLE
            ),
            "",
            f"  Staff also need a code from an authenticator app with the secret {secret} (just now: {code}).",
            "  Stop with Ctrl+C.",
            "",
        ]
        self.stdout.write("\n".join(lines))
