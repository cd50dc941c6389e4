"""Run time: who receives the monthly email, how they sign up, and how it is delivered.

Nothing in plugins/ imports this package, and this package does not need Pelican.
"""
