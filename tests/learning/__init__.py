"""Tests of what is learned from questions, and of what is never kept of them."""
