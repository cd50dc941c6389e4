"""The sign-up service: subscribe, confirm, choose, leave. Flask, no cookies, no scripts."""
