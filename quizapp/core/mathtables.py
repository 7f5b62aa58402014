"""What each LaTeX macro and character stands for in Unicode; only tables, no rules."""

import string


def _table(pairs: str) -> dict[str, str]:
    """A table from words: macro, symbol, macro, symbol."""
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


ORDINARY = _table(
    r"""
    alpha α  beta β  gamma γ  delta δ  varepsilon ε  zeta ζ  eta η  theta θ  iota ι  kappa κ
    lambda λ  mu μ  nu ν  xi ξ  omicron ο  pi π  rho ρ  varsigma ς  sigma σ  tau τ  upsilon υ
    varphi φ  chi χ  psi ψ  omega ω  epsilon ε  phi φ  vartheta ϑ  varpi ϖ  varrho ϱ  varkappa ϰ
    Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω
    partial ∂  nabla ∇  infty ∞  forall ∀  exists ∃  nexists ∄  neg ¬  lnot ¬  emptyset ∅
    varnothing ∅  ell ℓ  hbar ℏ  Re ℜ  Im ℑ  aleph ℵ  wp ℘  top ⊤  bot ⊥  intercal ⊤  angle ∠
    triangle △  square □  Box □  blacksquare ■  qed ∎  dagger †  ddagger ‡  prime ′  degree °
    checkmark ✓  ldots …  dots …  dotsc …  cdots ⋯  dotsb ⋯  vdots ⋮  ddots ⋱  imath ı  jmath ȷ
    complement ∁  mho ℧  surd √  textbackslash \  backslash \  lbrack [  rbrack ]  euro €  % %
    # #  _ _  $ $  S §  P ¶  copyright ©  pounds £
    """
)
"""Macros that stand for a symbol without spacing of its own."""
BINARY = _table(
    r"""
    cdot ·  times ×  pm ±  mp ∓  ast ∗  star ⋆  circ ∘  bullet •  odot ⊙  otimes ⊗  oplus ⊕
    ominus ⊖  oslash ⊘  cup ∪  cap ∩  sqcup ⊔  sqcap ⊓  uplus ⊎  setminus ∖  wedge ∧  land ∧
    vee ∨  lor ∨  diamond ⋄  smallsetminus ∖  ltimes ⋉  rtimes ⋊  amalg ⨿  And &  & &
    """
)
RELATION = _table(
    r"""
    le ≤  leq ≤  leqslant ≤  ge ≥  geq ≥  geqslant ≥  lt <  gt >  ne ≠  neq ≠  ll ≪  gg ≫
    equiv ≡  sim ∼  simeq ≃  approx ≈  cong ≅  propto ∝  asymp ≍  doteq ≐  prec ≺  succ ≻
    preceq ⪯  succeq ⪰  lesssim ≲  gtrsim ≳  in ∈  notin ∉  ni ∋  subset ⊂  supset ⊃  subseteq ⊆
    supseteq ⊇  subsetneq ⊊  supsetneq ⊋  perp ⊥  parallel ∥  mid |  nmid ∤  vdash ⊢  models ⊨
    vDash ⊨  coloneqq :=  triangleq ≜  to →  rightarrow →  gets ←  leftarrow ←  leftrightarrow ↔
    Rightarrow ⇒  Leftarrow ⇐  Leftrightarrow ⇔  longrightarrow ⟶  longleftarrow ⟵  implies ⟹
    impliedby ⟸  iff ⟺  Longrightarrow ⟹  Longleftarrow ⟸  Longleftrightarrow ⟺
    longleftrightarrow ⟷  longmapsto ⟼  mapsto ↦  hookrightarrow ↪  rightharpoonup ⇀
    rightleftharpoons ⇌  uparrow ↑  downarrow ↓  updownarrow ↕  nearrow ↗  searrow ↘  Uparrow ⇑
    Downarrow ⇓  leadsto ⇝  rightsquigarrow ⇝  therefore ∴  because ∵  bmod mod  mod mod
    bowtie ⋈  nsubseteq ⊈  nleq ≰  ngeq ≱  trianglelefteq ⊴  upharpoonright ↾  coloneq :=
    """
)
OPENING = _table(
    r"""
    { {  lbrace {  langle ⟨  lfloor ⌊  lceil ⌈  lvert |  lVert ‖  llbracket ⟦
    """
)
CLOSING = _table(
    r"""
    } }  rbrace }  rangle ⟩  rfloor ⌋  rceil ⌉  rvert |  rVert ‖  rrbracket ⟧
    """
)
BARS = {"|": "‖", "Vert": "‖", "vert": "|"}
BIG = _table(
    r"""
    sum ∑  prod ∏  coprod ∐  int ∫  iint ∬  iiint ∭  oint ∮  bigcup ⋃  bigcap ⋂  bigoplus ⨁
    bigotimes ⨂  bigvee ⋁  bigwedge ⋀  bigsqcup ⨆
    """
)
"""Operators that act on everything after them and carry limits."""

LIMIT_WORDS = _names(
    r"""
    max min sup inf lim limsup liminf argmax argmin arg esssup plim
    """
)
FUNCTIONS = _names(
    r"""
    log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim ker
    gcd lcm deg hom Pr sgn sign erf diag rank tr Tr Var Cov softmax sigmoid ReLU relu
    """
)
"""Words set upright, with a space before their argument unless it is in brackets."""
SPACES = frozenset([" ", *_names(", ; : > quad qquad enspace thinspace space")])
IGNORED = _names(
    r"""
    ! displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hfill
    strut mathstrut bf rm it left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl
    Biggr bigm Bigm mathord mathbin mathrel mathopen mathclose mathpunct mathinner protect relax
    centering allowbreak break nobreak hline / -
    """
)
HIDDEN = _names(
    r"""
    label phantom hphantom vphantom hspace vspace color
    """
)
"""Macros whose argument is not printed."""
PASSED = _names(
    r"""
    mathit mathnormal boxed fbox textcolor smash ensuremath underbrace overbrace mathop cancel
    xcancel bcancel emph overrightarrow
    """
)
"""Macros of which the last argument is printed as it is."""
UPRIGHT = _names("mathrm operatorname mathsf mathtt")
TEXTS = _names("text textrm textit textbf textsf texttt textnormal mbox hbox intertext")

ACCENTS = {
    "hat": "\u0302",
    "tilde": "\u0303",
    "bar": "\u0304",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "dddot": "\u20db",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
}
LINES = {"overline": "\u0305", "underline": "\u0332"}

ROOTS = {"3": "∛", "4": "∜"}
MATRICES = {
    **dict.fromkeys(["matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix"], ("[", "]")),
    **dict.fromkeys(["array", "matrix*", "pmatrix*", "bmatrix*"], ("[", "]")),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
}
CASES = _names("cases dcases rcases")

RELATION_CHARACTERS = frozenset("=<>" + "".join(t for t in RELATION.values() if len(t) == 1)) - {
    "|",
}
BINARY_CHARACTERS = frozenset("+−" + "".join(BINARY.values())) - {"&", "†"}
PREFIXES = frozenset("∂∇∀∃∄¬Δ")
"""Symbols that stand tight before what they act on."""
NUMBERS = frozenset("abcdijkmnrxyzKMN")
"""Letters that stand for numbers, not functions, when a bracket follows them."""

_SUPER_LETTERS = dict(
    zip(
        "abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
SUPERSCRIPTS = {
    **dict(zip("0123456789+−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True)),
    **_SUPER_LETTERS,
    **_table("′ ′  ″ ″  ‴ ‴  ∗ *  ⊤ ᵀ  † †  ⋆ ⋆  ° °"),
}
SUBSCRIPTS = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)


def _letters(upper: int, lower: int, digits: int, elsewhere: str) -> dict[str, str]:
    """A mathematical alphabet from the code points of its A, a and 0 (0: it has none).

    `elsewhere` gives the letters that have a code point outside of the alphabet's block.
    """
    table = {letter: chr(upper + i) for i, letter in enumerate(string.ascii_uppercase)}
    table |= {letter: chr(lower + i) for i, letter in enumerate(string.ascii_lowercase)}
    if digits:
        table |= {digit: chr(digits + i) for i, digit in enumerate(string.digits)}
    return table | _table(elsewhere)


_SCRIPT = _letters(
    0x1D49C, 0x1D4B6, 0, elsewhere="B ℬ  E ℰ  F ℱ  H ℋ  I ℐ  L ℒ  M ℳ  R ℛ  e ℯ  g ℊ  o ℴ"
)
_DOUBLE = _letters(0x1D538, 0x1D552, 0x1D7D8, elsewhere="C ℂ  H ℍ  N ℕ  P ℙ  Q ℚ  R ℝ  Z ℤ  1 𝟙")
_FRAKTUR = _letters(0x1D504, 0x1D51E, 0, elsewhere="C ℭ  H ℌ  I ℑ  R ℜ  Z ℨ")
_BOLD = _letters(0x1D400, 0x1D41A, 0x1D7CE, elsewhere="∇ 𝛁") | {
    **{chr(0x391 + i): chr(0x1D6A8 + i) for i in range(25) if i != 17},
    **{chr(0x3B1 + i): chr(0x1D6C2 + i) for i in range(25)},
}
ALPHABETS = {
    **dict.fromkeys(_names("mathbb Bbb"), _DOUBLE),
    **dict.fromkeys(_names("mathcal mathscr cal"), _SCRIPT),
    "mathfrak": _FRAKTUR,
    **dict.fromkeys(_names("mathbf boldsymbol bm pmb"), _BOLD),
}
