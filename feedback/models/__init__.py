"""The tables of comments and answers, a file for each subject."""

from feedback.models.approved_texts import ApprovedText, PutBack, PutBackRequest, SubmittedText, TakeDown
from feedback.models.audit import AuditEntry, AuditHead
from feedback.models.comments import Comment, CommentContact, CommentReceipt, CommentSpan
from feedback.models.consultations import Consultation, ConsultationAsked, ConsultationOutcome
from feedback.models.forwarding import ForwardingRecord
from feedback.models.partners import Partner, SignpostRoute
from feedback.models.periods import CommentTheme, FeedbackPeriod, HowSought, Theme
from feedback.models.reports import ActionFollowUp, AnnualReport, CarriedOver, ReportFigure, ReportItem
from feedback.models.settings import FeedbackSettings
from feedback.models.summaries import SummaryItem
from feedback.models.triage import HandOver, SafeguardingReferral, TriageDecision

__all__ = [
    "ActionFollowUp",
    "AnnualReport",
    "ApprovedText",
    "AuditEntry",
    "AuditHead",
    "CarriedOver",
    "Comment",
    "CommentContact",
    "CommentReceipt",
    "CommentSpan",
    "CommentTheme",
    "Consultation",
    "ConsultationAsked",
    "ConsultationOutcome",
    "FeedbackPeriod",
    "FeedbackSettings",
    "ForwardingRecord",
    "HandOver",
    "HowSought",
    "Partner",
    "PutBack",
    "PutBackRequest",
    "ReportFigure",
    "ReportItem",
    "SafeguardingReferral",
    "SignpostRoute",
    "SubmittedText",
    "SummaryItem",
    "TakeDown",
    "Theme",
    "TriageDecision",
]
