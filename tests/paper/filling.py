"""A printed form filled in by pen, and the truth of what was written where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dokumentverk.engines.pdf_stamp import Answers
from dokumentverk.model.form import FieldKind, FormDefinition, Role
from dokumentverk.model.layout import Box, Layout, Place, WidgetKind
from dokumentverk.model.scan import InkState, MarkState, SignatureLook
from dokumentverk.model.value import Value
from dokumentverk.render.pdf_answers import answers_of
from tests.paper.digits import DigitHabits, write_comb
from tests.paper.handwriting import write_name, write_text
from tests.paper.ink import Chance, Picture, Stroke, draw
from tests.paper.marks import STATES, mark_strokes
from tests.paper.prints import Print, page_pictures, toner
from tests.paper.signatures import LOOKS, cursive, initials, intruding
from tests.paper.writers import MarkStyle, SignatureStyle, Writer
from tests.paper.writers import writer as writer_of

COLLEAGUE = 100_000
"""The seed of the one who signs second is so much higher: another pen, another hand, as held out as the first."""
_MARKS = (WidgetKind.CHECK, WidgetKind.RADIO)


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands in a place, by the pen or from the print. ``place`` indexes ``Layout.places``.

    One of ``mark``, ``digits``, ``ink`` and ``signature`` says what a reader of that kind of place should see; of a
    comb both ``digits`` (one character a cell: digit, blank, ``?`` struck out) and ``ink``. ``text`` is what the writer
    meant, ``style`` how it was done. ``clear`` is False where a person would look twice too.
    """

    place: int
    mark: MarkState | None = None
    digits: str | None = None
    ink: InkState | None = None
    signature: SignatureLook | None = None
    text: str = ""
    style: str = ""
    clear: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class FilledPage:
    """One side of paper. Point (x, y) of the page lies at pixel (x, y) * dpi / 72. ``page`` counts from 1."""

    picture: Picture
    dpi: float
    page: int
    number: str
    layout: Layout | None
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """How neatly people fill in, as shares of the places concerned, 0 to 1.

    ``corrected``: a tick box marked and taken back, then another chosen. ``odd``: a ring around the label, or a stray
    touch. ``altered``: printed text struck out by pen and rewritten. ``mark`` and ``signature`` are the writer's own
    unless set.
    """

    corrected: float = 0.0
    odd: float = 0.0
    altered: float = 0.0
    digits: DigitHabits = field(default_factory=DigitHabits)
    mark: MarkStyle | None = None
    signature: SignatureStyle | None = None


NEAT = Habits()
CARELESS = Habits(corrected=0.08, odd=0.06, altered=0.03, digits=DigitHabits(beyond=0.25, struck=0.02))


def fill(
    printed: Print,
    answers: Mapping[str, Value],
    writer: Writer,
    *,
    signed: Sequence[str] = (),
    habits: Habits = NEAT,
    seed: int = 0,
    dpi: float = 300,
) -> tuple[FilledPage, ...]:
    """Every page of ``printed`` with ``answers`` written in by hand and the signature fields of ``signed`` signed.

    Answers to what was printed already are not written again. The same arguments give the same pictures.
    """
    chance = writer.chance(seed, 5)
    pictures = [toner(one, chance) for one in page_pictures(printed.content, dpi)]
    given = answers_of(printed.layout, printed.definition, {**answers, **printed.typed, **printed.values})
    taken_back = _taken_back(printed.layout, given, habits, chance)
    first = _Hand(printed, writer, habits, chance, dpi, pictures)
    second = replace(first, writer=writer_of(writer.seed + COLLEAGUE))
    others = _second_signers(printed.definition)
    truths: list[list[Truth]] = [[] for _ in pictures]
    for at, place in enumerate(printed.layout.places):
        hand = second if place.field in others else first
        answer = given.get((place.name, place.choice if place.kind is WidgetKind.RADIO else None))
        text, on = (answer[1].text, answer[1].on) if answer else ("", False)
        issued = printed.values.get(place.field) is not None
        typed = not issued and printed.typed.get(place.field) is not None
        if place.kind in _MARKS and (issued or typed):
            state = MarkState.MARKED if on else MarkState.EMPTY
            truth = Truth(at, mark=state, text="on" if on else "", style="typed" if typed else "printed")
        elif place.kind in _MARKS:
            truth = hand.mark(at, place, on=on, taken_back=at in taken_back)
        elif place.kind is WidgetKind.SIGNATURE:
            truth = hand.sign(at, place, signed=place.field in signed)
        elif issued and text:
            truth = hand.printed(at, place, text)
        elif typed and text:
            truth = Truth(at, digits=_digits(place, text), ink=InkState.ADDED, text=text, style="typed")
        else:
            truth = hand.write(at, place, text)
        truths[place.box.page - 1].append(truth)
    return tuple(
        FilledPage(picture, dpi, number, printed.issue.number, printed.layout, tuple(truths[number - 1]))
        for number, picture in enumerate(pictures, start=1)
    )


def _second_signers(definition: FormDefinition) -> frozenset[str]:
    """What another than the employee writes: that one's signature, and what it locks beyond the employee's."""
    signatures = [one for one in definition.fields() if one.kind is FieldKind.SIGNATURE]
    own = {id for one in signatures if one.role is Role.EMPLOYEE for id in (one.id, *one.locks)}
    return frozenset(id for one in signatures for id in (one.id, *one.locks) if id not in own)


def _is_on(given: Answers, place: Place) -> bool:
    answer = given.get((place.name, place.choice if place.kind is WidgetKind.RADIO else None))
    return answer is not None and answer[1].on


def _digits(place: Place, text: str) -> str | None:
    return text.ljust(place.cells) if place.cells and text.isdigit() else None


def _taken_back(layout: Layout, given: Answers, habits: Habits, chance: Chance) -> frozenset[int]:
    """Radio buttons that are marked by mistake and taken back: one of the others of a group that has an answer."""
    chosen: set[int] = set()
    for name in dict.fromkeys(one.name for one in layout.places if one.kind is WidgetKind.RADIO):
        if chance.random() < habits.corrected:
            group = [at for at, one in enumerate(layout.places) if one.name == name]
            off = [at for at in group if not _is_on(given, layout.places[at])]
            if off and len(off) < len(group):
                chosen.add(int(chance.choice(off)))
    return frozenset(chosen)


@dataclass(frozen=True, slots=True)
class _Hand:
    printed_form: Print
    writer: Writer
    habits: Habits
    chance: Chance
    dpi: float
    pictures: Sequence[Picture]

    def mark(self, at: int, place: Place, *, on: bool, taken_back: bool) -> Truth:
        style = MarkStyle.NONE
        if on:
            style = self.habits.mark or self.writer.mark
        elif taken_back:
            style = MarkStyle.FILLED_OVER if self.chance.random() < 0.6 else MarkStyle.STRUCK
        elif self.chance.random() < self.habits.odd * 0.5:
            style = MarkStyle.STRAY
        if on and self.chance.random() < self.habits.odd:
            style = MarkStyle.CIRCLED_LABEL
        strokes = mark_strokes(style, place.box, self.writer, self.chance, room=self._room_right_of(place))
        self._draw(place.box, strokes)
        odd = (MarkStyle.STRAY, MarkStyle.CIRCLED_LABEL, MarkStyle.FILLED)
        return Truth(at, mark=STATES[style], text="on" if on else "", style=style.value, clear=style not in odd)

    def _room_right_of(self, place: Place) -> float:
        """Points to the next box in the row."""
        box = place.box
        following = [
            one.box.left
            for one in self.printed_form.layout.places
            if one.box.page == box.page
            and one.box.left > box.right
            and one.box.top < box.bottom
            and one.box.bottom > box.top
        ]
        return min(following, default=box.right + 60) - box.right

    def sign(self, at: int, place: Place, *, signed: bool) -> Truth:
        style = (self.habits.signature or self.writer.signature) if signed else SignatureStyle.NONE
        if not signed and self.habits.signature is SignatureStyle.INTRUDED:
            style = SignatureStyle.INTRUDED
        match style:
            case SignatureStyle.CURSIVE:
                self._draw(place.box, cursive(place.box, self.writer, self.chance))
            case SignatureStyle.INITIALS:
                self._draw(place.box, initials(place.box, self.writer, self.chance))
            case SignatureStyle.INTRUDED:
                self._draw(place.box, intruding(place.box, self.writer, self.chance))
            case SignatureStyle.FONT | SignatureStyle.BLOCK:
                block = style is SignatureStyle.BLOCK
                name = NAMES[self.writer.seed % len(NAMES)]
                write_name(self._page(place), self.dpi, place.box, name, self.writer, self.chance, block=block)
            case SignatureStyle.NONE:
                pass
        look = LOOKS[style]
        return Truth(at, signature=look, style=style.value, clear=look is not SignatureLook.DOUBTFUL)

    def printed(self, at: int, place: Place, text: str) -> Truth:
        digits = _digits(place, text)
        if self.chance.random() >= self.habits.altered:
            return Truth(at, digits=digits, ink=InkState.AS_ISSUED, text=text, style="printed")
        box = place.box
        middle = (box.top + box.bottom) / 2
        line = Box(
            box.page, box.left + 2, middle - 2, box.left + min(box.right - box.left, 8 + 5.5 * len(text)), middle + 2
        )
        self._draw(line, mark_strokes(MarkStyle.SLASH, line, self.writer, self.chance))
        beside = Box(box.page, min(line.right + 6, box.right - 60), box.top, box.right, box.bottom)
        write_text(self._page(place), self.dpi, beside, "rettet", self.writer, self.chance)
        return Truth(at, digits=digits and "?" * len(digits), ink=InkState.ALTERED, text="rettet", style="struck print")

    def write(self, at: int, place: Place, text: str) -> Truth:
        if not text:
            empty = " " * place.cells if place.cells else None
            return Truth(at, digits=empty, ink=InkState.EMPTY)
        if place.cells is None:
            write_text(self._page(place), self.dpi, place.box, text, self.writer, self.chance)
            return Truth(at, ink=InkState.ADDED, text=text, style="written")
        text = self._aligned(place, text)
        standing = write_comb(
            self._page(place), self.dpi, place.box, place.cells, text, self.writer, self.chance, self.habits.digits
        )
        return Truth(at, digits=standing, ink=InkState.ADDED, text=text, style="written", clear="?" not in standing)

    def _aligned(self, place: Place, text: str) -> str:
        """Some write a short number from the right."""
        assert place.cells is not None
        percent = self.printed_form.definition.field(place.field).kind is FieldKind.PERCENT if place.field else False
        return text.rjust(place.cells) if percent and self.writer.seed % 3 == 0 else text.ljust(place.cells)

    def _page(self, place: Place) -> Picture:
        return self.pictures[place.box.page - 1]

    def _draw(self, box: Box, strokes: Sequence[Stroke]) -> None:
        draw(self.pictures[box.page - 1], self.dpi, strokes, self.writer.pen, self.chance)


NAMES = ("Åse Sørbø", "Per Hansen", "Kari Nordmann", "Nils Fjordheim", "Ingrid Moen", "Ola Lie", "Marit Bø", "Jon Vik")
