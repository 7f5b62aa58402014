"""The Textual application: screens over the services, widgets that know no rule."""
