"""Load tests: the portal under load and faults, with real servers on loopback, each bounded in time and in count.

``python -m benchmarks.load`` runs all, ``python -m benchmarks.load NAME`` one. Each starts what it needs (PostgreSQL,
Redis, nginx, the portal) and stops it afterwards.
"""
