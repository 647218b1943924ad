"""Blanks kept for good: whole or not at all, unchanged, and one definition to a version."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.errors import ArchiveDamaged, ConfigurationError, DefinitionError, ExitCode
from dokumentverk.issue.layout_json import layout_from_json, layout_to_json
from dokumentverk.issue.layouts import KeptLayout, LayoutStore
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Layout, Medium, Part, Place, StaticText, WidgetKind
from tests.issue.specimens import form, layout

FORM = form()
BLANK = b"%PDF-1.7 blank"
LAYOUT = layout(BLANK, FORM)

text = st.text(st.characters(codec="utf-8"), max_size=10)
number = st.floats(0, 2000, allow_nan=False)
boxes = st.builds(Box, st.integers(1, 9), number, number, number, number)
places = st.builds(
    Place, text, text, st.sampled_from(WidgetKind), boxes, st.none() | st.integers(0, 9), st.none() | text,
    st.none() | text, st.sampled_from(Part), st.none() | st.integers(1, 11), st.booleans(), number,
)  # fmt: skip
layouts = st.builds(
    Layout, text, text, text, st.sampled_from(Language), st.sampled_from(Medium), text, st.integers(1, 9),
    st.tuples(number, number), st.lists(places, max_size=3).map(tuple),
    st.lists(st.builds(StaticText, text, boxes), max_size=3).map(tuple), st.lists(boxes, max_size=2).map(tuple),
    st.lists(boxes, max_size=2).map(tuple), st.lists(boxes, max_size=2).map(tuple),
    st.none() | st.datetimes(),
)  # fmt: skip


@given(layouts)
def test_a_layout_comes_back_from_json(one: Layout) -> None:
    assert layout_from_json(layout_to_json(one)) == one


@pytest.fixture
def store(tmp_path: Path) -> LayoutStore:
    return LayoutStore(tmp_path / "layouts")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("medium", "name"), [(Medium.PDF, "blank.pdf"), (Medium.DOCX, "blank.docx")])
def test_what_is_kept_is_given_back(tmp_path: Path, medium: Medium, name: str) -> None:
    kept = layout(BLANK, FORM, medium)
    digest = LayoutStore(tmp_path).keep(BLANK, kept, FORM)
    again = LayoutStore(tmp_path)
    assert digest == kept.digest
    assert again.get(digest) == KeptLayout(FORM.source, kept, BLANK)
    assert (again.layout(digest), again.blank(digest), again.definition_source(digest)) == (kept, BLANK, FORM.source)
    assert again.has(digest)
    assert again.digests() == (digest,)
    folder = tmp_path / "kept" / digest[:2] / digest
    assert sorted(path.name for path in folder.iterdir()) == ["SHA256SUMS", name, "definition.toml", "layout.json"]
    assert list((tmp_path / "new").iterdir()) == []


def test_standard_tools_check_it(tmp_path: Path) -> None:
    digest = LayoutStore(tmp_path).keep(BLANK, LAYOUT, FORM)
    folder = tmp_path / "kept" / digest[:2] / digest
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_keeping_twice_changes_nothing(tmp_path: Path, store: LayoutStore) -> None:
    store.keep(BLANK, LAYOUT, FORM)
    before = files(tmp_path)
    assert LayoutStore(tmp_path / "layouts").keep(BLANK, replace(LAYOUT, made=None), FORM) == LAYOUT.digest
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("blank", "changed"),
    [
        (b"annet", LAYOUT),
        (BLANK, replace(LAYOUT, version="2")),
        (BLANK, replace(LAYOUT, form="annet")),
        (BLANK, replace(LAYOUT, definition="0" * 64)),
    ],
)
def test_what_does_not_belong_together_is_not_kept(store: LayoutStore, blank: bytes, changed: Layout) -> None:
    with pytest.raises(ValueError, match="another"):
        store.keep(blank, changed, FORM)
    assert store.digests() == ()


def test_a_definition_that_changed_without_a_new_version(store: LayoutStore) -> None:
    store.keep(BLANK, LAYOUT, FORM)
    changed = form(source='id = "prove" # endret\n')
    for ask in (store.check_unchanged, lambda one: store.keep(b"ny", layout(b"ny", one), one)):
        with pytest.raises(DefinitionError) as caught:
            ask(changed)
        assert (caught.value.code, caught.value.exit_code) == ("DEFINITION_CHANGED", ExitCode.DEFINITION)
        assert caught.value.params == {"form": "prove", "version": "1"}
    assert store.digests() == (LAYOUT.digest,)


def test_a_definition_with_a_new_version_stands_beside_the_old(store: LayoutStore) -> None:
    store.keep(BLANK, LAYOUT, FORM)
    newer = form(source='version = "2"\n', version="2")
    other = form(source='id = "annet"\n', id="annet")
    for one in (newer, other):
        store.check_unchanged(one)
        store.keep(one.source.encode(), layout(one.source.encode(), one), one)
    store.check_unchanged(FORM)
    assert len(store.digests()) == 3


@pytest.mark.parametrize("version", ["..", "../../x", "1/2", "nul", "a:b", "Å", " ", "1.0"])
def test_a_hostile_version_is_only_a_name(tmp_path: Path, store: LayoutStore, version: str) -> None:
    one = form(version=version)
    store.keep(BLANK, layout(BLANK, one), one)
    store.check_unchanged(one)
    (bound,) = tmp_path.rglob("layouts/definitions/prove/*/definition.toml")
    assert bound.parent.name.startswith("v")
    assert [path.name for path in tmp_path.iterdir()] == ["layouts"]


@pytest.mark.parametrize("id", ["..", "a/b", "", "Æ"])
def test_a_hostile_form_is_refused(store: LayoutStore, id: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        store.keep(BLANK, layout(BLANK, form(id=id)), form(id=id))


@pytest.mark.parametrize("digest", ["..", "", "0" * 63, "g" * 64, "0" * 64, "../" + "0" * 61])
def test_an_unknown_blank(store: LayoutStore, digest: str) -> None:
    with pytest.raises(ArchiveDamaged) as caught:
        store.get(digest)
    assert (caught.value.code, caught.value.exit_code) == ("LAYOUT_MISSING", ExitCode.ARCHIVE_DAMAGED)


def test_any_changed_byte_is_seen(tmp_path: Path) -> None:
    """Each byte of each file, flipped: the blank is not given out. Every seventh of the longer ones."""
    digest = LayoutStore(tmp_path).keep(BLANK, LAYOUT, FORM)
    folder = tmp_path / "kept" / digest[:2] / digest
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for at in range(0, len(content), 1 if len(content) < 100 else 7):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises(ArchiveDamaged) as caught:
                LayoutStore(tmp_path).get(digest)
            assert caught.value.code == "LAYOUT_DAMAGED"
        path.unlink()
        with pytest.raises(ArchiveDamaged):
            LayoutStore(tmp_path).get(digest)
        path.write_bytes(content)
    assert LayoutStore(tmp_path).blank(digest) == BLANK


def test_checksums_that_name_files_elsewhere_are_damage(tmp_path: Path) -> None:
    digest = LayoutStore(tmp_path).keep(BLANK, LAYOUT, FORM)
    sums = tmp_path / "kept" / digest[:2] / digest / "SHA256SUMS"
    with sums.open("a") as file:
        file.write("0" * 64 + "  ../../../../etc/passwd\n")
    with pytest.raises(ArchiveDamaged):
        LayoutStore(tmp_path).get(digest)


def test_what_a_crash_left_aside_is_not_kept(tmp_path: Path) -> None:
    """The folder that was being filled is still under its other name."""
    (tmp_path / "new" / "layout-00").mkdir(parents=True)
    (tmp_path / "new" / "layout-00" / "blank.pdf").write_bytes(BLANK)
    store = LayoutStore(tmp_path)
    assert not store.has(LAYOUT.digest)
    store.keep(BLANK, LAYOUT, FORM)
    assert store.digests() == (LAYOUT.digest,)


def test_who_came_first_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes keep the same blank; the other one's folder appears while ours is being filled."""
    other = LayoutStore(tmp_path / "other")
    other.keep(BLANK, LAYOUT, FORM)
    store = LayoutStore(tmp_path / "layouts")
    real = Path.rename

    def late(path: Path, target: Path) -> Path:
        if "kept" in target.parts and not target.exists():
            real(tmp_path / "other" / "kept" / LAYOUT.digest[:2] / LAYOUT.digest, target)
        return real(path, target)

    monkeypatch.setattr(Path, "rename", late)
    assert store.keep(BLANK, LAYOUT, FORM) == LAYOUT.digest
    assert list((tmp_path / "layouts" / "new").iterdir()) == []
    assert store.blank(LAYOUT.digest) == BLANK


def test_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "layouts").write_text("en fil")
    with pytest.raises(ConfigurationError) as caught:
        LayoutStore(tmp_path / "layouts").keep(BLANK, LAYOUT, FORM)
    assert caught.value.code == "LAYOUT_NOT_KEPT"


def test_the_cache_remembers_what_is_kept(store: LayoutStore, tmp_path: Path) -> None:
    key = "alt som oppsettet følger av\n../../x"
    assert store.find(key) is None
    store.remember(key, LAYOUT.digest)
    assert store.find(key) is None, "what is not kept cannot be found"
    store.keep(BLANK, LAYOUT, FORM)
    assert store.find(key) == LAYOUT.digest
    assert LayoutStore(tmp_path / "layouts").find(key) == LAYOUT.digest
    assert store.find("annet") is None
    for path in (tmp_path / "layouts" / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xff../../x")
    assert store.find(key) is None


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("en fil")
    store = LayoutStore(tmp_path)
    store.keep(BLANK, LAYOUT, FORM)
    store.remember("a", LAYOUT.digest)
    assert store.find("a") is None


def test_many_blanks_are_not_all_held(store: LayoutStore) -> None:
    digests = []
    for at in range(40):
        blank = BLANK + bytes([at])
        digests.append(store.keep(blank, layout(blank, FORM), FORM))
    assert [store.blank(digest)[-1] for digest in digests] == list(range(40))
    assert len(store._open) == 32
