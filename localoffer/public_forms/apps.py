from django.apps import AppConfig


class PublicFormsConfig(AppConfig):
    name = "localoffer.public_forms"
    label = "public_forms"
