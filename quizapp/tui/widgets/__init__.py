"""Widgets: attributes come down, messages go up; none of them knows a rule or a service."""
