"""The officer desk: listings, forms and reports inside the Wagtail admin, a file for each subject."""
