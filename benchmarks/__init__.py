"""Benchmarks of the promised speed and accuracy, measured side by side in one run: ``manage.py bench``.

This machine and yours differ; ratios hold, single times do not. No test measures time; these do.
"""
