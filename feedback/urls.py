"""The public addresses of comments and answers."""

from django.urls import path

from feedback.views import comment, consultations, follow, where_to_go, you_said

app_name = "feedback"

urlpatterns = [
    path("feedback/comment/", comment.comment, name="comment"),
    path("feedback/comment/young/", comment.comment, {"young": True}, name="comment_young"),
    path("feedback/consultations/", consultations.consultations, name="consultations"),
    path("feedback/consultations/<slug:slug>/", consultations.consultation, name="consultation"),
    path("feedback/follow/", follow.follow, name="follow"),
    path("feedback/follow/email/", follow.leave_contact, name="leave_contact"),
    path("feedback/follow/withdraw/", follow.withdraw, name="withdraw"),
    path("feedback/where-to-go/", where_to_go.where_to_go, name="where_to_go"),
    path("you-said/", you_said.you_said, name="you_said"),
    path("you-said/answers.csv", you_said.answers_csv, name="answers_csv"),
    path("you-said/<slug:slug>/", you_said.year, name="year"),
    path("you-said/<slug:slug>/easy-read/", you_said.easy_read, name="easy_read"),
    path("you-said/<slug:slug>/figures.csv", you_said.figures_csv, name="figures_csv"),
    path("you-said/<slug:slug>/answers.csv", you_said.answers_csv, name="year_answers_csv"),
]
