"""Slow runs that break things on purpose: servers and workers are killed while people publish and search.

``make test-faults`` runs them all; each is a program of its own, on the loopback address, with data of its own that is
deleted afterwards. Every line says what was promised and what was measured; a promise that is not kept is exit code 1.
"""
