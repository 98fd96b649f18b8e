from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "localoffer.mail"
    label = "mail"
