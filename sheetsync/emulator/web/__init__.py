"""The web side: URLs, the WSGI app, and the two ways to reach it."""
