"""Web fonts cut from the packaged IBM Plex Sans Arabic: a small file with what our pages use, another with the rest."""

from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

# The licence reserves the font's name: what is cut from it must bear another.
FAMILY = "Munasara Sans"
WEIGHTS = {400: "IBMPlexSansArabic-Regular.ttf", 600: "IBMPlexSansArabic-SemiBold.ttf"}
SHAPING = ["ccmp", "rlig", "init", "medi", "fina", "isol", "liga", "calt", "mark", "mkmk", "locl"]
CORE = [
    *range(0x20, 0x7F),
    *map(ord, "\u00a0«»·×“”‘’–—…•"),
    *map(ord, "،؛؟"),
    *range(0x621, 0x63B),
    *range(0x641, 0x653),
    0x670,
]


def source_folder() -> Path:
    import fontpkg_ibm_plex_sans_arabic

    return Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files"


def build_fonts(folder: Path) -> Iterator[tuple[str, int]]:
    """Writes two WOFF2 files a weight into ``folder`` and yields each name with its size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        path = source_folder() / name
        everything = set(TTFont(path).getBestCmap())
        for part, characters in (("core", set(CORE) & everything), ("rest", everything - set(CORE))):
            target = folder / f"munasara-{weight}-{part}.woff2"
            write_subset(path, target, characters, weight)
            yield target.name, target.stat().st_size


def write_subset(source: Path, target: Path, characters: set[int], weight: int) -> None:
    options = subset.Options()
    options.layout_features = SHAPING
    options.flavor = "woff2"
    options.hinting = False
    options.name_IDs = [1, 2, 3, 4, 6]
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6}:
            text = FAMILY if record.nameID in {1, 4} else f"{FAMILY.replace(' ', '')}-{weight}"
            record.string = text
    subset.save_font(font, str(target), options)
