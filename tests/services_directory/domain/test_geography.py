import pytest

from services_directory.domain import geography
from services_directory.domain.geography import (
    Postcode,
    PostcodeError,
    PostcodesNotBuilt,
    locate,
    miles_between,
    parse_postcode,
)
from services_directory.domain.postcode_file import (
    PostcodeFile,
    SourceRow,
    read_source,
    source_files,
    write_postcode_file,
)

NAN = float("nan")
ROWS = [
    SourceRow("HP201UY", 481968.0, 213544.0, "E06000060"),
    SourceRow("HP201AA", 482500.0, 213900.0, "E06000060"),
    SourceRow("B1  1AA", 406649.0, 286530.0, "E08000025"),
    SourceRow("BT1 5GS", 333832.0, 374014.0, "N09000003"),
    SourceRow("JE1 0BD", NAN, NAN, "L99999999"),
]


@pytest.fixture
def postcodes(tmp_path, settings):
    settings.POSTCODE_FILE = tmp_path / "postcodes.bin"
    write_postcode_file(settings.POSTCODE_FILE, [ROWS[:3], ROWS[3:]])
    return settings.POSTCODE_FILE


@pytest.mark.parametrize("typed", ["HP20 1UY", "hp201uy", " hp20  1uy ", "HP20-1UY", "HP2O 1UY", "HP20 IUY"])
def test_locate_takes_a_postcode_however_it_is_written(postcodes, typed):
    point = locate(typed)

    assert str(point.postcode) == "HP20 1UY"
    assert point.pair == pytest.approx((51.8145, -0.8123), abs=0.0005)
    assert point.authority == "E06000060"


def test_locate_gives_the_middle_of_a_district(postcodes):
    point = locate("hp20")

    assert point.postcode == Postcode("HP20")
    assert point.pair == pytest.approx((51.8161, -0.8084), abs=0.001)


def test_locate_reads_northern_ireland_on_its_own_grid(postcodes):
    assert locate("BT1 5GS").pair == pytest.approx((54.5966, -5.9301), abs=0.0005)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hello", "not a postcode"),
        ("", "not a postcode"),
        ("HP20 1ZZ", "do not know the postcode HP20 1ZZ. Check it, or try just HP20"),
        ("ZE9", "do not know a postcode that begins with ZE9"),
        ("JE1 0BD", "JE1 0BD is in Jersey"),
        ("9" * 1000, "not a postcode"),
    ],
)
def test_locate_explains_what_it_cannot_use(postcodes, typed, said):
    with pytest.raises(PostcodeError, match=said):
        locate(typed)


def test_missing_file_names_the_command(tmp_path, settings):
    settings.POSTCODE_FILE = tmp_path / "none.bin"

    with pytest.raises(PostcodesNotBuilt, match="build_postcodes"):
        locate("HP20 1UY")


def test_other_file_is_refused(tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(b"something else altogether")

    with pytest.raises(ValueError, match="not a postcode file"):
        PostcodeFile(path)


def test_failed_build_leaves_the_old_file(postcodes):
    before = postcodes.read_bytes()

    def broken():
        yield ROWS
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_postcode_file(postcodes, broken())

    assert postcodes.read_bytes() == before


def test_parse_postcode_tells_the_halves():
    assert parse_postcode("sw1a1aa") == Postcode("SW1A", "1AA")
    assert parse_postcode("M1") == Postcode("M1")


def test_miles_between_london_and_edinburgh():
    assert miles_between((51.5074, -0.1278), (55.9533, -3.1883)) == pytest.approx(332, abs=2)


def test_source_has_every_nation(tmp_path):
    files = [
        path for path in source_files() if path.name in ("postcodes_E.msgpack.br", "postcodes_C.msgpack.br")
    ]
    target = tmp_path / "postcodes.bin"

    count = write_postcode_file(target, (read_source(path) for path in files))

    found = PostcodeFile(target)
    assert count > 200_000
    edinburgh, cardiff = found.postcode("EH11YZ"), found.postcode("CF101EP")
    assert edinburgh is not None
    assert edinburgh.point == pytest.approx((55.950, -3.193), abs=0.001)
    assert edinburgh.authority == "S12000036"
    assert cardiff is not None
    assert cardiff.point == pytest.approx((51.476, -3.179), abs=0.001)


def test_islands_are_named():
    assert set(geography.ISLANDS) == {"JE", "GY", "IM"}
