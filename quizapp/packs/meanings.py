"""What each field of a pack's files means, in a line: for editors and for the reference.

In English, as the schemas of editors are. `docs/packs.md` explains at length.
"""

SHARED = {
    "id": "Names the question for good: lower-case words joined by hyphens, unique in the pack.",
    "kind": "How the question is asked and graded.",
    "topic": "The id of a topic in pack.yaml.",
    "difficulty": "1 (easy) to 5 (hard).",
    "prompt": "What is asked, in Markdown; formulas stand between dollar signs.",
    "explanation": "Why the answer is right, with an example, and where it stops being true.",
    "hint": "A nudge, shown when it is asked for.",
    "key_points": "What a good answer mentions.",
    "follow_ups": "Ids of questions that an interviewer asks next; `pack/id` for another pack's.",
    "demo": "The run that shows it: a demo's id, or id, set and watch.",
    "references": "Where it can be looked up.",
    "tags": "Words of your own to find it by.",
}
"""Of every question."""

MEANINGS: dict[str, dict[str, str]] = {
    "PackModel": {
        "format": "The version of the pack format: 1.",
        "id": "Names the pack for good: what people learned is kept under it.",
        "version": "Three numbers, such as 1.0.0.",
        "title": "What the pack is called.",
        "description": "What the pack asks about, in a sentence or two.",
        "language": "The language that its questions are written in: en, ko, pt-BR.",
        "license": "What others may do with it, such as CC-BY-4.0.",
        "authors": "Who wrote it.",
        "topics": "Its topics, in the order of a book.",
        "renamed": "Ids that questions had before, each with the id that they have now.",
    },
    "TopicModel": {
        "id": "Names the topic within the pack.",
        "title": "What the topic is called.",
        "after": "Ids of topics to be known before.",
    },
    "ReferenceModel": {
        "title": "A publication, or the title of a page.",
        "url": "Its address, beginning with https://.",
    },
    "DemoModel": {
        "id": "The demo; one in the pack's own demos folder comes before a bundled one.",
        "set": "Knobs, each with the value that it is turned to.",
        "watch": "The metric to look at.",
    },
    "OptionModel": {
        "text": "What the option says.",
        "correct": "true for a right option; several may be right.",
        "why": "What is tempting about it and where it breaks, or why it is right.",
        "demo": "The run that refutes a wrong option.",
    },
    "OutputOptionModel": {
        "text": "An output on offer; the one that equals the answer is right.",
        "why": "What one would have to believe to choose it.",
    },
    "NearModel": {
        "range": "From low to high, both included.",
        "why": "What whoever answers with such a number is told.",
    },
    "RejectModel": {
        "text": "A common wrong answer.",
        "why": "Why it is wrong.",
    },
    "OutcomeModel": {
        "text": "A prediction on offer.",
        "range": "What it stands for: from low (included) to high (not included); inf is allowed.",
        "why": "What would have to be true for it.",
    },
    "ChoiceModel": {
        "options": "Two or more, at least one of them right.",
        "shuffle": "false keeps the options in their order.",
    },
    "TrueFalseModel": {
        "answer": "Whether the prompt, a statement, is true.",
        "why": "Why the other answer is wrong.",
    },
    "NumericModel": {
        "answer": "The number; with vary, the one for the first values.",
        "tolerance": "How far off an answer may be.",
        "relative": "How far off an answer may be, as a share of it.",
        "unit": "The answer's unit; others of the same sort are converted.",
        "check": "Arithmetic that must give the answer.",
        "vary": "Names in braces in prompt and check, each with values: every attempt has others.",
        "near": "Wrong numbers with words of their own.",
    },
    "TextModel": {
        "accept": "Right answers; case, width and spaces do not matter.",
        "reject": "Common wrong answers with words of their own.",
    },
    "ClozeModel": {
        "text": "Text with gaps: {{answer}}, or {{one|another}}.",
    },
    "OutputModel": {
        "code": "The program.",
        "answer": "What it prints, and the name of the exception that ends it.",
        "options": "Outputs to choose from; without them the output is typed.",
        "python": "The versions of Python for which the answer holds, such as >=3.12.",
    },
    "BugModel": {
        "code": "The program with the mistake.",
        "line": "The wrong line, counted from 1.",
        "lines": "The wrong lines, where there are several.",
        "fix": "The whole program, mended.",
        "check": "A program that fails after the code and passes after the fix.",
    },
    "OrderModel": {
        "steps": "The steps in the right order; they are shuffled when asked.",
    },
    "MatchModel": {
        "pairs": "Pairs [left, right]; the right sides are shuffled when asked.",
    },
    "ExplainModel": {
        "key_points": "The rubric: statements that a good answer covers.",
        "model_answer": "An answer as one would give it in the interview.",
    },
    "PredictModel": {
        "demo": "The run that decides, with its knobs.",
        "metric": "What is predicted: a metric that the demo reports.",
        "options": "Ranges to choose from.",
        "relative": "How close a typed number must come, as a share; instead of options.",
    },
}
"""By the name of the model in `quizapp.packs.schema` or `quizapp.packs.manifest`."""


def meaning(model: str, field: str) -> str:
    """What a field means. Raises KeyError for one that nobody has explained."""
    own = MEANINGS.get(model, {})
    return own[field] if field in own else SHARED[field]
