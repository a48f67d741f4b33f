import pytest

from intake.text.colours import BLACK, CLEAR, WHITE, Rgb, alike, parse_colour


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("white", WHITE),
        (" #FFF ", WHITE),
        ("FFFFFF", WHITE),
        ("#1b2a41", (27, 42, 65)),
        ("#1b2a41ff", (27, 42, 65)),
        ("#fff0", CLEAR),
        ("rgb(0, 0, 0)", BLACK),
        ("rgb(300, 0, 0)", (255, 0, 0)),
        ("rgba(50%, 0%, 0%, 80%)", (128, 0, 0)),
        ("rgba(1, 2, 3, 0)", CLEAR),
        ("rgb(1, 2)", None),
        ("rgb(1.2.3, 1, 1)", (0, 1, 1)),
        ("transparent", CLEAR),
        ("var(--ink)", None),
        ("auto", None),
        ("#12345", None),
    ],
)
def test_a_colour_is_read_as_it_is_written(text: str, colour: Rgb | int | None) -> None:
    assert parse_colour(text) == colour


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (WHITE, (250, 250, 250), True),
        (WHITE, (217, 217, 217), False),
        (WHITE, (255, 255, 0), False),
        ((27, 42, 65), (28, 43, 66), True),
        (BLACK, (0, 0, 90), False),
    ],
)
def test_letters_are_told_from_their_ground_by_brightness(one: Rgb, other: Rgb, *, same: bool) -> None:
    assert alike(one, other) is same
