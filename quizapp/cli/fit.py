"""`quizapp fit`: the forgetting model fitted to the learner's reviews."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from quizapp.core.fitting import LEAST_REVIEWS
from quizapp.core.say import Translate, plain, say
from quizapp.errors import RecordError
from quizapp.locale import translator
from quizapp.services.fit_report import as_lines, too_few
from quizapp.services.fitting import Fit, Fitting, Work, gather, keep, reset
from quizapp.services.house import House


def fit_parameters(options: argparse.Namespace) -> int:
    """Fit, tell what it came to, and keep what predicts best; 1 where there is too little."""
    house = House.open(
        record_path=getattr(options, "record", None), lang=getattr(options, "lang", None)
    )
    with closing(house):
        tr = translator(house.lang)
        if house.record.read_only:
            raise RecordError(
                house.notice or say("The record cannot be written."),
                where=str(house.record.path),
                hint=say("Close the other quizapp, or press f in its statistics."),
            )
        if options.reset:
            return _reset(house, tr, as_json=options.json)
        work = gather(house)
        if not work.enough:
            if options.json:
                print(json.dumps(_too_few(work), indent=2))
            else:
                print(plain(too_few(work), tr))
            return 1
        fit = Fitting(work).run(_progress(tr))
        keep(house, fit)
    if options.json:
        print(json.dumps(_to_json(fit), indent=2))
    else:
        print("\n".join(as_lines(fit, tr)))
    return 0


def _reset(house: House, tr: Translate, *, as_json: bool) -> int:
    had = reset(house)
    if as_json:
        print(json.dumps({"reset": had}))
    elif had:
        print(plain(say("Your questions are scheduled by the usual parameters again."), tr))
    else:
        print(plain(say("The usual parameters were in use already."), tr))
    return 0


def _progress(tr: Translate) -> Callable[[float], object]:
    """A line that is written over, where somebody watches."""
    if not sys.stderr.isatty():
        return lambda _share: None

    def show(share: float) -> None:
        line = plain(say("Fitting: {share:.0%}", share=share), tr)
        print(f"\r{line}", end="" if share < 1 else "\r\x1b[K", file=sys.stderr, flush=True)

    return show


def _too_few(work: Work) -> dict[str, Any]:
    return {"reviews": work.reviews, "needed": LEAST_REVIEWS, "kept": None}


def _to_json(fit: Fit) -> dict[str, Any]:
    """Log losses are natural logarithms for each held-out answer."""
    return {
        "reviews": fit.reviews,
        "held_out": fit.held_out,
        "log_loss": fit.losses,
        "kept": fit.kept,
        "parameters": fit.parameters,
    }
