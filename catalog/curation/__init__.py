"""Curation: drafts and their review, notes for the team, and what was deleted and comes back."""
