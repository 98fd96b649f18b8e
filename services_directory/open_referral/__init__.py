"""Listings in and out in the Open Referral UK shapes."""
