"""Which drive a folder is on, on folders that are really mounted."""

from pathlib import Path

from curator.watch.place import find_place, is_unmounted
from curator.watch.root import Root
from tests.end2end.faults.mounts import mounts


def test_a_folder_of_the_same_drive_that_is_bound_and_no_more_counts_as_unmounted(tmp_path: Path) -> None:
    store, root = tmp_path / "store", tmp_path / "root"
    store.mkdir()
    root.mkdir()
    plain = find_place(str(root))
    with mounts() as mounted:
        mounted.show(store, root)
        bound = find_place(str(root))
        mounted.take_off(root)
    assert plain is not None
    assert bound is not None
    assert (plain.mounted, bound.mounted) == (False, True)
    assert is_unmounted(str(root), bound, plain)
    assert not is_unmounted(str(root), plain, plain)


def test_a_drive_inside_that_goes_or_comes_back_is_noticed(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    root = Root(tmp_path, str(tmp_path))
    assert not root.drives_changed()
    with mounts() as mounted:
        mounted.drive(drive)
        root.mounts = {str(drive)}
        assert not root.drives_changed()
        root.away = (f"{drive}/",)
        assert root.drives_changed(), "it came back since the last scan"
    assert not root.drives_changed()
    root.away = ()
    assert root.drives_changed(), "it went since the last scan"
