"""Figures as text: curves, bars and heat maps from characters, for every front."""

from quizapp.lab.draw.charset import CHARSETS
from quizapp.lab.draw.layout import draw
from quizapp.lab.draw.picture import Picture, Run

__all__ = ["CHARSETS", "Picture", "Run", "draw"]
