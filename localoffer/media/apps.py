from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "localoffer.media"
    label = "media"
