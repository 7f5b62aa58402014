import sys
import unicodedata
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizapp.core import mathtext
from quizapp.core.mathtext import formula, unicode_math, unknown_macros

FORMULAS = [
    # Activations, losses, layers
    (r"\frac{1}{1+e^{-x}}", "1/(1+e⁻ˣ)"),
    (r"\sigma(x) = \frac{1}{1 + e^{-x}}", "σ(x) = 1/(1 + e⁻ˣ)"),
    (r"\sigma'(x) = \sigma(x)(1-\sigma(x))", "σ′(x) = σ(x)(1−σ(x))"),
    (r"\operatorname{ReLU}(x) = \max(0, x)", "ReLU(x) = max(0, x)"),
    (r"\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}", "tanh x = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)"),
    (
        r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        "softmax(z)ᵢ = e^(zᵢ)/(∑ⱼ e^(zⱼ))",
    ),
    (
        r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        "softmax(QKᵀ/√dₖ)V",
    ),
    (r"L = -\sum_{i} y_i \log \hat{y}_i", "L = −∑ᵢ yᵢ log ŷᵢ"),
    (
        r"-\frac{1}{n}\sum_{i=1}^n \log p(y_i \mid x_i)",
        "−(1/n) ∑ᵢ₌₁ⁿ log p(yᵢ | xᵢ)",
    ),
    (r"\frac{1}{2}\|w\|^2", "(1/2)‖w‖²"),
    (r"\|x\|_2^2", "‖x‖₂²"),
    (r"\lambda \|w\|_1", "λ ‖w‖₁"),
    (r"KL(p \| q)", "KL(p ‖ q)"),
    (r"D_{KL}(p\|q)", "D_(KL)(p‖q)"),
    (r"y = Wx + b", "y = Wx + b"),
    (r"W \in \mathbb{R}^{m\times n}", "W ∈ ℝ^(m×n)"),
    (r"h_t = \tanh(W_h h_{t-1} + W_x x_t)", "hₜ = tanh(Wₕ hₜ₋₁ + Wₓ xₜ)"),
    (r"a^{(l)} = f(W^{(l)} a^{(l-1)})", "a⁽ˡ⁾ = f(W⁽ˡ⁾ a⁽ˡ⁻¹⁾)"),
    (
        r"\hat{x} = \frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}",
        "x̂ = (x − μ_B)/√(σ²_B + ε)",
    ),
    (r"\left\lfloor\frac{n + 2p - k}{s}\right\rfloor + 1", "⌊(n + 2p − k)/s⌋ + 1"),
    # Optimisers
    (
        r"\theta_{t+1} = \theta_t - \eta \nabla_\theta \mathcal{L}(\theta_t)",
        "θₜ₊₁ = θₜ − η ∇_θ ℒ(θₜ)",
    ),
    (r"v \leftarrow \beta v + (1-\beta) g", "v ← βv + (1−β) g"),
    (r"\frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}", "m̂ₜ/(√v̂ₜ + ε)"),
    (r"\hat{m}_t = \frac{m_t}{1-\beta_1^t}", "m̂ₜ = mₜ/(1−β₁ᵗ)"),
    (r"w \gets w - \eta\frac{\partial L}{\partial w}", "w ← w − η(∂L/∂w)"),
    (r"\eta = 10^{-3}", "η = 10⁻³"),
    # Probability
    (r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}", "P(A | B) = (P(B | A) P(A))/P(B)"),
    (r"P(A|B) = \frac{P(B|A)P(A)}{P(B)}", "P(A|B) = P(B|A)P(A)/P(B)"),
    (r"\mathbb{E}_{x \sim p}[f(x)]", "𝔼_(x∼p)[f(x)]"),
    (r"\operatorname{Var}(X) = E[X^2] - E[X]^2", "Var(X) = E[X²] − E[X]²"),
    (r"\mathcal{N}(\mu, \sigma^2)", "𝒩(μ, σ²)"),
    (r"\binom{n}{k} p^k (1-p)^{n-k}", "C(n, k) pᵏ (1−p)ⁿ⁻ᵏ"),
    (r"\frac{n!}{k!(n-k)!}", "n!/(k!(n−k)!)"),
    (r"e^{-\frac{x^2}{2\sigma^2}}", "e^(−x²/(2σ²))"),
    (r"\frac{1}{\sqrt{2\pi}\sigma}", "1/(√(2π)σ)"),
    (r"X \perp Y", "X ⊥ Y"),
    (r"\bar{x} = \frac{1}{n}\sum_i x_i", "x̄ = (1/n) ∑ᵢ xᵢ"),
    (r"p_{\text{data}}", "p_(data)"),
    (r"90\%", "90%"),
    # Calculus and algebra
    (r"\frac{\partial^2 f}{\partial x \partial y}", "∂²f/(∂x ∂y)"),
    (r"\frac{dy}{dx} = \frac{dy}{du}\frac{du}{dx}", "dy/dx = (dy/du)(du/dx)"),
    (r"f'(x) = \lim_{h \to 0} \frac{f(x+h)-f(x)}{h}", "f′(x) = lim_(h→0) (f(x+h)−f(x))/h"),
    (r"f''(x) > 0", "f″(x) > 0"),
    (r"\int_0^1 x^2\,dx = \frac{1}{3}", "∫₀¹ x² dx = 1/3"),
    (r"\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}", "∫_(−∞)^∞ e^(−x²) dx = √π"),
    (r"\left(1+\frac{1}{n}\right)^n", "(1+1/n)ⁿ"),
    (r"\frac{1}{1+\frac{1}{x}}", "1/(1+1/x)"),
    (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
    (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
    (r"\frac{a}{2(b + c)}", "a/(2(b + c))"),
    (r"\frac{6}{n(n-1)}", "6/(n(n−1))"),
    (r"\frac{1}{f(x)}", "1/f(x)"),
    (r"\frac12 x", "(1/2) x"),
    (r"\frac{-b \pm \sqrt{b^2-4ac}}{2a}", "(−b ± √(b²−4ac))/(2a)"),
    (r"\sqrt{2}x", "√(2)x"),
    (r"\sqrt{x^2}", "√(x²)"),
    (r"\sqrt{1 + \sqrt{x}}", "√(1 + √x)"),
    (r"\sqrt{x}^2", "(√x)²"),
    (r"\sqrt[3]{x}", "∛x"),
    (r"\sqrt[n]{x}", "ⁿ√x"),
    (r"{a+b}^2", "(a+b)²"),
    (r"2^{2^n}", "2^(2ⁿ)"),
    (r"x^10", "x¹0"),
    (r"x_q^w", "xʷ_q"),
    (r"e^{i\pi} + 1 = 0", "e^(iπ) + 1 = 0"),
    (r"2\pi r", "2πr"),
    (r"O(n\log n)", "O(n log n)"),
    (r"\log_2 8 = 3", "log₂ 8 = 3"),
    (r"\log\frac{a}{b}", "log(a/b)"),
    (r"\sin^2 x + \cos^2 x = 1", "sin² x + cos² x = 1"),
    (r"\prod_{i=1}^{n} x_i", "∏ᵢ₌₁ⁿ xᵢ"),
    (r"\sum_{k=0}^{\infty} \frac{x^k}{k!}", "∑ₖ₌₀^∞ xᵏ/(k!)"),
    (r"x^* = \arg\min_x f(x)", "x* = arg minₓ f(x)"),
    (r"\operatorname*{arg\,max}_\theta \log p(x)", "arg max_θ log p(x)"),
    (r"(f * g)(t)", "(f ∗ g)(t)"),
    (r"90^\circ", "90°"),
    # Linear algebra, sets, logic
    (r"\begin{pmatrix}a & b\\c & d\end{pmatrix}", "[a b; c d]"),
    (r"\left[\begin{array}{cc}1&0\\0&1\end{array}\right]", "[1 0; 0 1]"),
    (
        r"\begin{bmatrix}\cos\theta & -\sin\theta\\ \sin\theta & \cos\theta\end{bmatrix}",
        "[cos θ, −sin θ; sin θ, cos θ]",
    ),
    (r"\det\begin{vmatrix}a&b\\c&d\end{vmatrix}", "det |a b; c d|"),
    (
        r"|x| = \begin{cases} x & x \ge 0 \\ -x, & \text{otherwise} \end{cases}",
        "|x| = {x, x ≥ 0; −x, otherwise}",
    ),
    (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
    (r"\det(A - \lambda I) = 0", "det(A − λI) = 0"),
    (r"A^{-1}A = I", "A⁻¹A = I"),
    (r"A = U\Sigma V^T", "A = UΣVᵀ"),
    (r"\langle u, v \rangle", "⟨u, v⟩"),
    (r"\mathbf{w}^\top\mathbf{x} + b", "𝐰ᵀ𝐱 + b"),
    (r"\frac{u \cdot v}{\|u\| \|v\|}", "(u · v)/(‖u‖ ‖v‖)"),
    (r"\{x \in \mathbb{Z} \mid x > 0\}", "{x ∈ ℤ | x > 0}"),
    (r"A \subseteq B \iff A \cap B = A", "A ⊆ B ⟺ A ∩ B = A"),
    (r"\forall x \, \exists y: x < y", "∀x ∃y: x < y"),
    (r"x \not= y", "x ≠ y"),
    (r"p \land \neg q \Rightarrow r", "p ∧ ¬q ⇒ r"),
    (r"x_1, \ldots, x_n", "x₁, …, xₙ"),
    (r"x_{i,j}", "x_(i,j)"),
    (r"10{,}000 \approx 10^4", "10,000 ≈ 10⁴"),
    (r"f: X \to Y", "f: X → Y"),
    (r"a \equiv b \pmod{n}", "a ≡ b (mod n)"),
    (r"\vec{v}", "v⃗"),
    (r"\widehat{AB}", "hat(AB)"),
    (r"\text{if } x > 0", "if x > 0"),
    (r"\left.\frac{df}{dx}\right|_{x=0}", "df/dx|ₓ₌₀"),
    # Not known, not finished
    (r"\foo{x} + 1", r"\foo{x} + 1"),
    (r"\frac{a", "a/()"),
    ("", ""),
]


@pytest.mark.parametrize(("latex", "expected"), FORMULAS)
def test_formula(latex: str, expected: str) -> None:
    assert formula(latex) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("The loss $L$ falls.", "The loss L falls."),
        ("Set $x^2$ and $y_2$.", "Set x² and y₂."),
        ("$$\n\\frac{a}{b}\n$$\nand more", "a/b\nand more"),
        ("It costs $5 and $6.", "It costs $5 and $6."),
        ("It costs $5, not $x$.", "It costs $5, not x."),
        ("From $5-$6 to 10$, then 3$.", "From $5-$6 to 10$, then 3$."),
        ("Is $AB - BA$ zero?", "Is AB − BA zero?"),
        ("Its mean is $np$, of $n$ tosses.", "Its mean is np, of n tosses."),
        (r"A dollar \$5 and $x$", r"A dollar \$5 and x"),
        (r"$\$5$", "$5"),
        ("Code `$x$` and ``a ` $y$`` stay, $z^2$ not", "Code `$x$` and ``a ` $y$`` stay, z² not"),
        ("```python\nprint('$x$')\n```\n$x^2$", "```python\nprint('$x$')\n```\nx²"),
        ("- a\n  ~~~\n  $x$\n  ~~~\n- $x$", "- a\n  ~~~\n  $x$\n  ~~~\n- x"),
        ("```\n$a$", "```\n$a$"),
        ("a ` lone tick and $x$", "a ` lone tick and x"),
        ("one $ sign", "one $ sign"),
        ("$a\n\nb$", "$a\n\nb$"),
        ("$ x $", "$ x $"),
        ("$$$$", "$$$$"),
        (r"$x^* + y^*$", r"x\* + y\*"),
        (r"$\nabla_\theta$", r"∇\_θ"),
        ("$E[X](y)$", r"E\[X\](y)"),
        ("$+ 1$", r"\+1"),
        ("$1. x$", r"1\. x"),
        ("값은 $\\theta$입니다", "값은 θ입니다"),
    ],
)
def test_unicode_math(markdown: str, expected: str) -> None:
    assert unicode_math(markdown) == expected


@pytest.mark.parametrize(("latex", "expected"), FORMULAS)
def test_a_markdown_parser_shows_the_formula_literally(latex: str, expected: str) -> None:
    if not latex:
        return
    tokens = MarkdownIt("commonmark").parse(unicode_math(f"${latex}$"))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == expected


def test_unknown_macros_are_named_once_in_order() -> None:
    markdown = r"$\foo + \alpha$ `$\code$` $$\bar{\baz{\foo}}$$ costs $5"
    assert unknown_macros(markdown) == [r"\foo", r"\baz"]
    assert unknown_macros("nothing") == []


@given(st.text(alphabet=st.sampled_from([*r"\{}[]^_$&|'`*-+=<>/,.:!~ xyabkT12%", "\n"])))
def test_never_raises_on_broken_formulas(text: str) -> None:
    assert "\n" not in formula(text)
    unicode_math(text)


MACROS = [r"\frac", r"\sqrt", r"\begin{cases}", r"\end{cases}", r"\left", r"\right", r"\hat"]
MACROS += [r"\text", r"\not", r"\overset", r"\\", "&", "{", "}", "^", "_", "'", "(", ")", "|", "x"]
MACROS += [r"\operatorname", r"\mathbb", r"\foo", r"\alpha", r"\sum", r"\begin{pmatrix}", "[", "]"]


@given(st.lists(st.sampled_from(MACROS), max_size=30))
def test_never_raises_on_broken_macros(parts: list[str]) -> None:
    assert "\n" not in formula(" ".join(parts))


@pytest.mark.parametrize(
    "part", ["{", "^", "x^{", r"\frac", r"\sqrt{", r"\hat", r"\begin{cases}", "'"]
)
def test_deep_nesting_is_shown_and_not_followed(part: str) -> None:
    assert isinstance(formula(part * 3000), str)


@given(st.text(alphabet=st.sampled_from("abcxyzTLW0123456789αθ^_{}()+-= ")))
def test_no_letter_or_digit_is_lost(latex: str) -> None:
    def counted(text: str) -> list[str]:
        return sorted(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())

    assert counted(formula(latex)) == counted(latex)


@given(st.text().filter(lambda text: "$" not in text))
def test_text_without_dollars_is_unchanged(text: str) -> None:
    assert unicode_math(text) == text


@given(st.text(alphabet=st.sampled_from("ab `~\n>-")))
def test_text_around_a_formula_is_unchanged(text: str) -> None:
    after = "\n\n$x^2$"
    shown = unicode_math(text + after)
    assert shown in (text + after, text + "\n\nx²")


def test_code_that_never_ends_is_looked_for_once() -> None:
    def work(size: int) -> int:
        """Lines of the module run over so many runs of backticks, each of its own length."""
        text = "".join("`" * length + "a " for length in range(1, size + 1))
        steps = 0

        def count(frame: FrameType, event: str, _: object) -> Callable[..., object] | None:
            nonlocal steps
            steps += event == "line"
            return count if frame.f_code.co_filename == mathtext.__file__ else None

        before = sys.gettrace()
        sys.settrace(count)
        try:
            assert mathtext.outside_code(text, str.upper) == text.upper()
        finally:
            sys.settrace(before)
        return steps

    assert work(160) < 2.5 * work(80)
