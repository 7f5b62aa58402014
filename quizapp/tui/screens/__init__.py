"""Screens: they call the services, set views on their widgets, and hear their messages."""
