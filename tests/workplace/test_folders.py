"""A workplace made, found and opened; what lies open; what dead processes left."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from dokumentverk.errors import ConfigurationError, UsageFault
from dokumentverk.messages import error_sentence, finding_sentence
from dokumentverk.model.language import Language
from dokumentverk.model.workplace import Settings
from dokumentverk.workplace.exposure import cloud_of, mounted, on_network, warnings_of
from dokumentverk.workplace.folders import READ_ME, Workplace, find_workplace, init_workplace, open_workplace
from dokumentverk.workplace.people import PEOPLE_HEADERS, load_people
from dokumentverk.workplace.settings import FILE_NAME
from dokumentverk.workplace.work import sweep, work_folder

DEFAULT_FOLDERS = [
    "innboks/",
    "til avklaring/",
    "avvist/",
    "arkiv/",
    "utskrift/",
    "skannelister/",
    "system/",
    "forms/",
    "templates/",
    "tillit/",
]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_makes_all_owner_only(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        made = init_workplace(tmp_path / "kontoret")
    finally:
        os.umask(previous)
    assert list(made.paths) == [FILE_NAME, *DEFAULT_FOLDERS, "ansatte.csv", READ_ME]
    for path in (tmp_path / "kontoret", *(tmp_path / "kontoret").rglob("*")):
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path
    assert made.workplace.settings == Settings()
    assert open_workplace(tmp_path / "kontoret") == made.workplace
    assert warnings_of(made.workplace, mounts="") == ()


def test_init_beside_a_workplace_named_from_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init_workplace(tmp_path / "kontoret")
    monkeypatch.chdir(tmp_path / "kontoret" / "arkiv")
    assert find_workplace(Path("../../tom")) is None
    assert init_workplace(Path("../../filialen")).workplace.root == (tmp_path / "filialen").resolve()
    with pytest.raises(UsageFault, match="WORKPLACE_INSIDE_ANOTHER"):
        init_workplace(Path("../../filialen/arkiv"))


@pytest.mark.parametrize("name", ["Fjordvik\x1b[31m", "Fjord\nvik", "Fjordvik\udcff", "x" * 301, ""])
def test_a_name_that_settings_do_not_take_makes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageFault, match="WORKPLACE_NAME_UNUSABLE") as caught:
        init_workplace(tmp_path / "kontoret", name=name)
    assert not (tmp_path / "kontoret").exists()
    for language in Language:
        assert "300" in error_sentence(caught.value, language)


def test_init_leaves_what_is_there(tmp_path: Path) -> None:
    first = init_workplace(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert init_workplace(tmp_path).paths == ()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    first.workplace.out.rmdir()
    (tmp_path / "ansatte.csv").write_text("mine")
    assert init_workplace(tmp_path).paths == ("utskrift/",)
    assert (tmp_path / "ansatte.csv").read_text() == "mine"


def test_init_follows_settings_that_are_there(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('people = "register/folk.csv"\n[folders]\ninbox = "post/inn"\n', encoding="utf-8")
    made = init_workplace(tmp_path)
    assert "post/inn/" in made.paths
    assert "register/folk.csv" in made.paths
    assert made.workplace.inbox == tmp_path / "post" / "inn"
    assert mode(tmp_path / "post") == 0o700
    assert "post/inn/" in (tmp_path / READ_ME).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["Dønna kommune", 'Skolen «Å» "nord" \\ sør', "{number}", "Guovdageainnu suohkan đŋ"])
def test_init_writes_the_name(tmp_path: Path, name: str) -> None:
    assert init_workplace(tmp_path, name=name).workplace.settings.name == name


def test_the_people_file_is_a_register(tmp_path: Path) -> None:
    made = init_workplace(tmp_path)
    assert made.workplace.people.read_bytes() == (";".join(PEOPLE_HEADERS) + "\r\n").encode("utf-8-sig")
    assert load_people(made.workplace.people).findings == ()


def test_the_read_me_opens_in_notepad_and_names_every_folder(tmp_path: Path) -> None:
    init_workplace(tmp_path)
    content = (tmp_path / READ_ME).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in content.replace(b"\r\n", b"")
    text = content.decode("utf-8-sig")
    assert all(folder in text for folder in [*DEFAULT_FOLDERS, "ansatte.csv", FILE_NAME])
    assert "{" not in text


def test_init_inside_another_workplace_is_refused(tmp_path: Path) -> None:
    made = init_workplace(tmp_path)
    with pytest.raises(UsageFault) as caught:
        init_workplace(made.workplace.inbox / "ny")
    assert caught.value.code == "WORKPLACE_INSIDE_ANOTHER"
    assert not (made.workplace.inbox / "ny").exists()


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "arkiv").write_text("x")
    with pytest.raises(UsageFault) as caught:
        init_workplace(tmp_path)
    assert caught.value.code == "WORKPLACE_NOT_MADE"
    assert "?" not in error_sentence(caught.value, Language.NN)


def test_a_workplace_is_found_upwards(tmp_path: Path) -> None:
    made = init_workplace(tmp_path / "a")
    inner = made.workplace.archive / "1001" / "2026"
    inner.mkdir(parents=True)
    assert find_workplace(inner) == tmp_path / "a"
    assert open_workplace(inner).root == tmp_path / "a"
    assert find_workplace(tmp_path) is None
    with pytest.raises(ConfigurationError) as caught:
        open_workplace(tmp_path)
    assert caught.value.code == "WORKPLACE_NOT_FOUND"
    assert FILE_NAME in error_sentence(caught.value, Language.NB)


def test_every_place_hangs_on_the_root(tmp_path: Path) -> None:
    place = Workplace(tmp_path, Settings())
    places = [getattr(place, name) for name, value in vars(Workplace).items() if isinstance(value, property)]
    assert len(places) >= 16
    assert len(set(places)) == len(places)
    assert all(path.is_relative_to(tmp_path) for path in places)


@pytest.mark.parametrize("path", ["arkiv", "system", "ansatte.csv", "innboks"])
@pytest.mark.parametrize("open_to", [0o040, 0o004, 0o010])
def test_what_others_can_open_is_told(tmp_path: Path, path: str, open_to: int) -> None:
    made = init_workplace(tmp_path)
    (tmp_path / path).chmod(mode(tmp_path / path) | open_to)
    assert [(one.code, one.params) for one in warnings_of(made.workplace, mounts="")] == [
        ("FOLDER_OPEN_TO_OTHERS", (("folder", path),))
    ]


def test_an_open_key_is_told(tmp_path: Path) -> None:
    made = init_workplace(tmp_path)
    made.workplace.keys.mkdir(mode=0o700)
    (made.workplace.keys / "ab.key").touch(mode=0o600)
    assert warnings_of(made.workplace, mounts="") == ()
    (made.workplace.keys / "ab.key").chmod(0o644)
    assert [dict(one.params)["folder"] for one in warnings_of(made.workplace, mounts="")] == ["system/keys/ab.key"]


CLOUDS = [
    (PureWindowsPath(r"C:\Users\kari\OneDrive - Dønna kommune\skjema"), "OneDrive"),
    (PureWindowsPath(r"C:\Users\kari\OneDrive\skjema"), "OneDrive"),
    (PureWindowsPath(r"C:\Users\kari\iCloudDrive\skjema"), "iCloud"),
    (PureWindowsPath(r"G:\Min disk\skjema"), "Google Drive"),
    (PurePosixPath("/Users/kari/Library/CloudStorage/OneDrive-Personal/skjema"), "OneDrive"),
    (PurePosixPath("/Users/kari/Library/CloudStorage/GoogleDrive-kari@eksempel.no/Min disk"), "Google Drive"),
    (PurePosixPath("/Users/kari/Library/CloudStorage/Annet/skjema"), "CloudStorage"),
    (PurePosixPath("/Users/kari/Library/Mobile Documents/com~apple~CloudDocs/skjema"), "iCloud"),
    (PurePosixPath("/home/kari/Dropbox (Dønna)/skjema"), "Dropbox"),
    (PurePosixPath("/home/kari/Nextcloud/skjema"), "Nextcloud"),
    (PurePosixPath("/home/kari/onedriver/dropboxer/skjema"), None),
    (PureWindowsPath(r"C:\Felles\skjema"), None),
]


@pytest.mark.parametrize(("path", "cloud"), CLOUDS)
def test_cloud_clients(path: PurePosixPath | PureWindowsPath, cloud: str | None) -> None:
    assert cloud_of(path) == cloud


def test_a_workplace_in_a_cloud_folder_is_told(tmp_path: Path) -> None:
    made = init_workplace(tmp_path / "Dropbox" / "skjema")
    (found,) = warnings_of(made.workplace, mounts="")
    assert (found.code, found.params) == ("FOLDER_IN_CLOUD", (("cloud", "Dropbox"),))


def test_a_link_to_a_cloud_folder_is_told(tmp_path: Path) -> None:
    init_workplace(tmp_path / "Dropbox" / "skjema")
    (tmp_path / "skjema").symlink_to(tmp_path / "Dropbox" / "skjema", target_is_directory=True)
    assert [one.code for one in warnings_of(open_workplace(tmp_path / "skjema"), mounts="")] == ["FOLDER_IN_CLOUD"]


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
srv:/felles /mnt/felles nfs4 rw 0 0
//srv/h /mnt/med\\040blank cifs rw 0 0
tmpfs /mnt/felles/lokalt tmpfs rw 0 0
kari@srv: /home/kari/fjern fuse.sshfs rw 0 0
"""
ON_NETWORK = [
    ("/srv/skjema/system", False),
    ("/mnt/felles/skjema/system", True),
    ("/mnt/felles", True),
    ("/mnt/fellesskap/system", False),
    ("/mnt/felles/lokalt/system", False),
    ("/mnt/med blank/system", True),
    ("/home/kari/fjern/system", True),
]


@pytest.mark.parametrize(("folder", "network"), ON_NETWORK)
def test_network_drives(folder: str, network: bool) -> None:
    assert on_network(PurePosixPath(folder), MOUNTS) is network


def test_a_share_of_windows_is_a_network_drive() -> None:
    assert on_network(PureWindowsPath(r"\\server\felles\system"), "")


def test_the_database_on_a_network_drive_is_told(tmp_path: Path) -> None:
    made = init_workplace(tmp_path)
    found = warnings_of(made.workplace, mounts=f"srv:/x {tmp_path} nfs rw 0 0")
    assert [one.code for one in found] == ["DATABASE_ON_NETWORK"]
    for language in Language:
        assert "system" in finding_sentence(found[0], language)


def test_what_this_machine_says_is_mounted_can_be_asked(tmp_path: Path) -> None:
    assert on_network(tmp_path, mounted()) is False


def test_the_work_folder_goes_with_its_process(tmp_path: Path) -> None:
    with work_folder(tmp_path / "work") as first, work_folder(tmp_path / "work") as second:
        assert first != second
        (first / "halvferdig.pdf").write_bytes(b"x")
        (first / "under").mkdir()
        assert (mode(first), mode(tmp_path / "work")) == (0o700, 0o700)
    assert [one.name for one in (tmp_path / "work").iterdir()] == [".gate.lock"]


def test_the_work_folder_goes_with_an_error(tmp_path: Path) -> None:
    def failing() -> None:
        with work_folder(tmp_path) as folder:
            (folder / "x").touch()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert [one.name for one in tmp_path.iterdir()] == [".gate.lock"]


LIVING = """
import sys
from pathlib import Path
from dokumentverk.workplace.work import work_folder
with work_folder(Path(sys.argv[1])) as folder:
    (folder / "halvferdig.pdf").write_text("x")
    print(folder.name, flush=True)
    sys.stdin.read()
"""


def test_only_what_the_dead_left_is_swept(tmp_path: Path) -> None:
    """Two real processes; one is killed. A third start takes away the dead one's folder and leaves the living one's."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LIVING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        names = [process.stdout.readline().strip() for process in processes if process.stdout]
        processes[0].kill()
        processes[0].wait()
        assert (tmp_path / names[0] / "halvferdig.pdf").exists()
        with work_folder(tmp_path):
            assert not (tmp_path / names[0]).exists()
            assert (tmp_path / names[1] / "halvferdig.pdf").exists()
        processes[1].communicate("")
        assert not (tmp_path / names[1]).exists()
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream and not stream.closed:
                    stream.close()


def test_what_is_not_ours_is_not_swept(tmp_path: Path) -> None:
    outside = tmp_path / "viktig"
    outside.mkdir()
    (outside / "brev.pdf").touch()
    work = tmp_path / "work"
    work.mkdir()
    (work / "p-notat").mkdir()
    (work / "mine.txt").touch()
    (work / "p-00112233aabbccdd").symlink_to(outside, target_is_directory=True)
    (work / "p-00112233aabbccde").mkdir()
    (work / "p-00112233aabbccde" / "lenke").symlink_to(outside, target_is_directory=True)
    (work / "p-00112233aabbccdf.lock").symlink_to(outside / "brev.pdf")
    assert sweep(work) == ("p-00112233aabbccdd", "p-00112233aabbccde")
    assert (outside / "brev.pdf").exists()
    assert sorted(one.name for one in work.iterdir()) == ["mine.txt", "p-00112233aabbccdf.lock", "p-notat"]
