from django.apps import AppConfig


class ElearnConfig(AppConfig):
    name = "elearn"

    def ready(self) -> None:
        from elearn import checks  # noqa: F401
