"""The forms of the triage desk."""

from typing import Any

from django import forms

from feedback.domain.triage import ALLOWED, REASONS
from feedback.enums import CommentState, SignpostKind
from feedback.models import Comment, FeedbackPeriod, Partner, SignpostRoute, Theme
from services_directory.models import ServicePage

S = CommentState
MOST_FOUND = 12
# For each decision: its key, its words, and what to think of.
DECISIONS = {
    S.IN_SCOPE: (
        "i",
        "In scope",
        "It says something about services, what is missing, this information or how it is made. Rude words about a "
        "real point, and comments that are hard to make anonymous, are in scope: generalise when you answer.",
    ),
    S.INDIVIDUAL: (
        "c",
        "About the support of one person",
        "A complaint or question about services for one child or young person. Keep any general point below.",
    ),
    S.SECOND_OPINION: (
        "v",
        "Vexatious: ask a second officer",
        "Only when it has no serious purpose or is meant to harass. Abusive wording never removes a point of "
        "substance: then it is in scope.",
    ),
    S.VEXATIOUS: (
        "v",
        "Vexatious: I agree",
        "You are the second officer. If there is a point of substance in it, decide “In scope” instead.",
    ),
    S.SAFEGUARDING: (
        "s",
        "Safeguarding only",
        "It is only a worry about somebody's safety. The duty contact is told at once. If it also has a general "
        "point, keep that below.",
    ),
    S.OUTSIDE: (
        "o",
        "Outside the duty",
        "Only if it is not from or for a child, young person or parent, or about none of the subjects.",
    ),
    S.SPAM: ("p", "Advertising or sent by a machine", ""),
    S.DUPLICATE: (
        "d",
        "Sent twice",
        "The same words from the same person. Several people may say the same thing.",
    ),
}


class TriageForm(forms.Form):
    """One decision with its reason, and what the comment is linked with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="What is this comment?", required=False, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label="Why is it outside the duty?",
        required=False,
        choices=[(reason.value, reason.label) for reason in REASONS[S.OUTSIDE]],
        widget=forms.RadioSelect,
    )
    route = forms.ModelChoiceField(
        label="Who can help this person?",
        required=False,
        queryset=SignpostRoute.objects.none(),
        empty_label="Choose",
        help_text="The sender reads it behind their reference.",
    )
    handed_over = forms.BooleanField(label="I have passed it to them, as the sender allowed", required=False)
    duplicate_of = forms.IntegerField(
        label="Number of the comment that was sent before", required=False, min_value=1
    )
    general_point = forms.CharField(
        label="A general point to keep",
        required=False,
        max_length=5000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In your own words, without the person. It becomes a comment of its own, of the same day.",
    )
    note = forms.CharField(
        label="Note for colleagues",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Never published. Do not copy names from the comment.",
    )
    themes = forms.ModelMultipleChoiceField(
        label="Themes", required=False, queryset=Theme.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    new_theme = forms.CharField(label="A new theme", required=False, max_length=80)
    services = forms.ModelMultipleChoiceField(
        label="Services it is about",
        required=False,
        queryset=ServicePage.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.ModelMultipleChoiceField(
        label="Commissioners it concerns",
        required=False,
        queryset=Partner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, comment: Comment, find: str = "", passing_on: bool = False, **kwargs: Any
    ) -> None:
        initial = {
            "version": comment.version,
            "themes": [theme.pk for theme in comment.themes.all()],  # type: ignore[attr-defined]
            "services": [service.pk for service in comment.services.all()],
            "partners": [partner.pk for partner in comment.partners.all()],
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.comment = comment
        self.period = FeedbackPeriod.objects.on(comment.received_at.date()).first()
        fields: dict[str, Any] = self.fields
        self.decisions = [
            (state.value, *DECISIONS[state])
            for state in DECISIONS
            if state in ALLOWED[CommentState(comment.state)]
        ]
        fields["outcome"].choices = [(value, words) for value, _key, words, _help in self.decisions]
        fields["route"].queryset = SignpostRoute.objects.filter(is_shown=True).exclude(
            kind=SignpostKind.DANGER
        )
        fields["route"].label_from_instance = lambda route: f"{route.title} ({route.body})"
        fields["themes"].queryset = Theme.objects.filter(period=self.period)
        fields["partners"].queryset = Partner.objects.filter(is_in_use=True)
        fields["services"].queryset = self._services(find)
        if not passing_on:
            del self.fields["handed_over"]
        if self.period is None:
            del self.fields["new_theme"]

    def _services(self, find: str) -> Any:
        """Those that it is linked with, those that are ticked now, and those whose title has the words."""
        wanted = [service.pk for service in self.comment.services.all()]
        if self.is_bound:
            wanted += [int(one) for one in self.data.getlist("services") if one.isdecimal() and len(one) < 18]
        if find.strip():
            titles = ServicePage.objects.live().filter(title__icontains=find.strip()[:120]).order_by("title")
            wanted += list(titles.values_list("pk", flat=True)[:MOST_FOUND])
        return ServicePage.objects.filter(pk__in=wanted).order_by("title")

    def clean_new_theme(self) -> str:
        """A theme that is there already is ticked, not made again.

        Raises:
            ValidationError: there is one of this name.
        """
        title: str = self.cleaned_data["new_theme"].strip()
        if title and Theme.objects.filter(period=self.period, title__iexact=title).exists():
            raise forms.ValidationError("This theme is in the list already. Tick it there.")
        return title

    def clean(self) -> dict[str, Any]:
        """Each decision has what it needs.

        Raises:
            ValidationError: beside the field.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "decide" not in self.data:
            return data
        outcome = data.get("outcome")
        if not outcome and "outcome" not in self.errors:
            self.add_error("outcome", "Choose what this comment is.")
        needs = {
            S.OUTSIDE: ("reason", "Choose why it is outside the duty."),
            S.INDIVIDUAL: ("route", "Choose who can help this person."),
            S.DUPLICATE: ("duplicate_of", "Enter the number of the comment that was sent before."),
        }
        if outcome in needs:
            name, words = needs[CommentState(outcome)]
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        number = data.get("duplicate_of")
        if outcome == S.DUPLICATE and number:
            data["original"] = Comment.objects.filter(pk=number).exclude(pk=self.comment.pk).first()
            if data["original"] is None:
                self.add_error("duplicate_of", "There is no other comment of this number.")
        return data


class ReferForm(forms.Form):
    """To whom a worry is referred."""

    referred_to = forms.CharField(
        label="Referred to",
        max_length=160,
        help_text="The team or body, for example: children's social care.",
    )
