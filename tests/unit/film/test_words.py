"""Words are broken, timed and written down as a person would."""

from itertools import pairwise

import pytest
from PIL import ImageFont

from generation.film import cues as cueing
from generation.film import lines, subtitles, tokens
from generation.film.cues import CAPTION, SPOKEN, Cue
from generation.film.lines import Measure
from generation.film.spec import FPS, Film, Scene
from generation.film.subtitles import Words
from generation.film.timeline import plan
from tests.unit.film.made import FONTS

EN = (
    "Meet the Aurora bottle. It keeps 500 ml of water cold for 24 hours, and it never leaks, "
    "even when your bag is upside down. Made from recycled steel, it weighs just 280 g."
)
ZH = (
    "认识一下这款极光保温杯，容量为500毫升，采用304不锈钢内胆，可保冷24小时、保温12小时！"
    "即使背包倒置也不会漏水，支持USB-C加热，（轻至 280 克），“出门旅行”都很方便。"
)


def film(
    narration: str = "", *, on_screen: str = "", seconds: float = 10.0, **changes: str
) -> Film:
    scene = Scene("a" * 64, seconds, "push_in", narration, on_screen, voice="v" * 64)
    return Film(**{"scenes": (scene,), "ratio": "9:16", "language": "en", **changes})


def cues(asked: Film, *, voiced: float = 8.0) -> tuple[Cue, ...]:
    return cueing.cues(asked, plan(asked), spoken={"v" * 64: voiced})


@pytest.mark.parametrize("style", SPOKEN)
@pytest.mark.parametrize(("text", "language"), [(EN, "en"), (ZH, "zh-hans")])
def test_no_subtitle_has_more_than_two_lines_or_a_line_too_wide(
    style: tuple[str, str], text: str, language: str
) -> None:
    room = SPOKEN[style].measure

    for group in lines.groups(tokens.cut(text), measure=room):
        assert 1 <= len(group) <= 2
        assert all(tokens.width(line) <= room.ems for line in group)
        assert all(len(line) <= room.characters for line in group)


def test_english_is_set_whole_balanced_and_by_clauses() -> None:
    groups = lines.groups(tokens.cut(EN), measure=SPOKEN["9:16", "large"].measure)

    assert " ".join(" ".join(group) for group in groups) == EN
    assert groups[0] == ("Meet the Aurora bottle.",)
    assert groups[1] == ("It keeps 500 ml of water", "cold for 24 hours,")
    for first, second in (group for group in groups if len(group) == 2):
        assert min(len(first), len(second)) > 0.6 * max(len(first), len(second))


def test_chinese_is_set_whole_and_no_line_begins_with_a_mark() -> None:
    groups = lines.groups(tokens.cut(ZH), measure=SPOKEN["9:16", "large"].measure)
    laid = [line for group in groups for line in group]

    assert "".join(laid).replace(" ", "") == ZH.replace(" ", "")
    assert not any(line[0] in "。，、！？；：）”%" for line in laid)
    assert not any(line[-1] in "（“" for line in laid)
    assert all(tokens.width(line) <= 16 for line in laid)


@pytest.mark.parametrize("kept", ["500毫升", "304", "24小时", "USB-C", "280 克", "12小时"])
def test_a_number_its_unit_and_a_latin_word_stay_in_one_line(kept: str) -> None:
    for ems in (6.0, 7.5, 9.0, 11.0, 15.6):
        groups = lines.groups(tokens.cut(ZH), measure=Measure(ems, 40))

        assert any(kept in line for group in groups for line in group)


def test_english_units_stay_with_their_numbers() -> None:
    text = "It holds 1,200 mAh, weighs 3.5 kg, and lasts 36 hours at 20 %."
    for ems in (6.5, 8.0, 12.0):
        laid = "\n".join(
            "\n".join(group) for group in lines.groups(tokens.cut(text), measure=Measure(ems, 40))
        )

        assert "1,200 mAh" in laid
        assert "3.5 kg" in laid
        assert "36 hours" in laid


def test_an_address_that_fits_no_line_is_broken_and_not_lost() -> None:
    address = "https://example.com/" + "a" * 60

    groups = lines.groups(tokens.cut(address), measure=Measure(12.0, 32))

    assert "".join("".join(group) for group in groups) == address
    assert all(tokens.width(line) <= 12 for group in groups for line in group)


def test_widths_are_near_those_of_the_font() -> None:
    font = ImageFont.truetype(str(FONTS[1]), 1000)

    for text in (EN, ZH, "WHOLE MILK — 50% OFF", "illicit filling"):
        text = cueing.plain(text, language="en")
        assert tokens.width(text) == pytest.approx(font.getlength(text) / 1000, rel=0.08)


@pytest.mark.parametrize(("text", "language"), [(EN, "en"), (ZH, "zh-hans")])
def test_subtitles_follow_one_another_within_the_voice(text: str, language: str) -> None:
    asked = film(text, language=language)

    found = cues(asked, voiced=8.0)

    assert len(found) > 2
    assert all(before.end == behind.start for before, behind in pairwise(found))
    assert found[0].start == 4
    assert found[-1].end <= (8.0 + 0.15 + 0.4) * FPS
    assert all(cue.end - cue.start >= 0.8 * FPS for cue in found)


def test_a_line_with_more_to_say_stays_longer() -> None:
    assert cueing.effort("24 hours") > cueing.effort("no hours")
    assert cueing.effort("保温杯") > cueing.effort("杯")
    assert cueing.effort("Stop.") > cueing.effort("Stop")


def test_without_a_voice_subtitles_use_the_scenes_own_time() -> None:
    asked = film("Quiet words.", seconds=2.0)

    assert cueing.cues(asked, plan(asked), spoken={})[0].end == 60


def test_chinese_lines_end_without_commas_and_full_stops() -> None:
    ends = {line[-1] for cue in cues(film(ZH, language="zh-hans")) for line in cue.lines}

    assert not ends & set("，。、；")
    assert "！" in ends


def test_captions_shrink_before_they_take_a_third_line() -> None:
    short, long = (
        cues(film(on_screen=text))[0]
        for text in ("New", "A bottle for every long and dusty road you take")
    )

    assert (short.lines, short.factor) == (("New",), 1.0)
    assert len(long.lines) == 2
    assert long.factor < 1
    room = CAPTION["9:16"].ems / long.factor
    assert all(tokens.width(line) <= room for line in long.lines)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\nb\tc\x07d", "a b c d"),
        ("Cold 🧊 water 👨‍👩‍👧", "Cold water"),
        ("It’s “new”…", 'It\'s "new"...'),
        ("50 °C ™ ★", "50 °C ™ ★"),
    ],
)
def test_text_is_made_fit_to_be_set(written: str, shown: str) -> None:
    assert cueing.plain(written, language="en") == shown


def test_nothing_a_person_writes_is_obeyed_by_the_subtitle_renderer() -> None:
    nasty = "{\\b1}bold\\Nnext{\\p1}m 0 0"
    asked = film(nasty)

    document = subtitles.ass(Words(0, cues(asked)), film=asked)

    spoken = "".join(
        line.split(",", 4)[4] for line in document.splitlines() if line.startswith("Dialogue")
    )
    ours = spoken.replace("\\N", "")
    words = ours[ours.index("}") + 1 :]
    assert "\\b1" not in words
    assert "\\p1" not in words
    assert words.count("{") == words.count("\\{") == 2


def test_an_empty_text_makes_no_cue() -> None:
    assert cues(film("🧊 \n", on_screen="  ")) == ()


@pytest.mark.parametrize("sign", ["🎧", "\x08\t\x1b", "\u202e"])
def test_a_text_of_signs_that_cannot_be_set_makes_no_cue(sign: str) -> None:
    assert cues(film(sign, on_screen=sign)) == ()


def test_times_are_written_in_hundredths_and_thousandths() -> None:
    found = (Cue("spoken", 4, 3 * FPS * 60 + 7, ("Hello", "there")), Cue("caption", 0, 9, ("New",)))

    document = subtitles.ass(Words(0, found), film=film())

    assert "Dialogue: 0,0:00:00.13,0:03:00.23,spoken," in document
    assert subtitles.srt(found) == "1\n00:00:00,133 --> 00:03:00,233\nHello\nthere\n"
