from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from elearn.fonts import build_fonts


class Command(BaseCommand):
    help = "Cuts the web fonts from the packaged typeface into var/fonts"

    def handle(self, *args: object, **options: object) -> None:
        for name, size in build_fonts(Path(settings.BASE_DIR) / "var" / "fonts"):
            self.stdout.write(f"{name}: {size / 1024:.1f} KB")
