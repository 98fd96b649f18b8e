from django.apps import AppConfig


class ServicesDirectoryConfig(AppConfig):
    name = "services_directory"
    verbose_name = "Directory of services"

    def ready(self) -> None:
        from services_directory.domain import retirement
        from services_directory.search import engine, signals  # noqa: F401  the import registers a check

        signals.connect()
        retirement.connect()
