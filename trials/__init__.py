"""The portal under load and faults: real servers, started on loopback for each trial, and what came of it in figures.

``python -m trials`` names the trials, ``python -m trials NAME`` runs one. Every one is bounded in time and in count,
starts what it needs by itself (PostgreSQL, Redis, nginx, the portal) and stops it afterwards.
"""
