# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Files made to hurt a reader. Run as a script: write them all into a folder, read each in a child process, tell time and memory."""

import subprocess
import sys
import time
from pathlib import Path

LIMIT = 512 * 2**20
"""Address space of the reading process [bytes]."""

_HEAD = b"title: T\nstart: 2020-01-02\n"

READ = f"""
import importlib.util, sys
if importlib.util.find_spec("resource"):  # not on Windows
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({LIMIT}, {LIMIT}))
import egovplan
for path in sys.argv[1:]:
    try:
        egovplan.load_catalogue(path)
    except egovplan.CatalogueError as error:
        print(next(issue.code for issue in error.issues if issue.is_error), flush=True)
"""


def _laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]" for i in range(1, levels)]
    return "\n".join(lines).encode()


def _chain(levels: int) -> bytes:
    """Each anchor is sixty lists deep and ends in the one before: deep only once aliases are followed."""
    lines = ["a0: &a0 x"]
    lines += [f"a{i}: &a{i} " + "[" * 60 + f"*a{i - 1}" + "]" * 60 for i in range(1, levels)]
    return "\n".join(lines).encode()


def _merges(levels: int) -> bytes:
    lines = ["a0: &a0 {k0: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [" + ", ".join([f"*a{i - 1}"] * 10) + f"], k{i}: 1}}" for i in range(1, levels)]
    return "\n".join(lines).encode()


def _products(width: int, lines: int) -> bytes:
    """Two measures of many loose activities, and many precedences between them."""
    many = ", ".join(f"{{id: a{i}}}" for i in range(width))
    text = f"measures:\n  - {{id: A, title: a, priority: 1, activities: [{many}]}}\n"
    text += f"  - {{id: B, title: b, priority: 1, activities: [{many}]}}\ndependencies:\n"
    text += "".join(f"  - {{von: A, zu: B, Abstand: {i}}}\n" for i in range(lines))
    return _HEAD + text.encode()


def _templates(activities: int, measures: int) -> bytes:
    many = ", ".join(f"{{id: a{i}}}" for i in range(activities))
    text = f"templates:\n  - {{id: V, activities: [{many}]}}\nmeasures:\n"
    text += "".join(f"  - {{id: m{i}, title: m, priority: 1, template: V}}\n" for i in range(measures))
    return _HEAD + text.encode()


def _ring(size: int) -> bytes:
    rows = [f"  - {{id: m{i}, title: m, priority: 1, duration: 1, after: m{(i + 1) % size}}}\n" for i in range(size)]
    return _HEAD + b"measures:\n" + "".join(rows).encode()


BOMBS: dict[str, tuple[str, bytes]] = {
    # file: code of the first issue, content
    "klammern.yaml": ("too-deep", _HEAD + b"measures: " + b"[" * 50_000),
    "klammern-zu.yaml": ("too-deep", _HEAD + b"measures: " + b"[" * 50_000 + b"]" * 50_000),
    "zuordnungen.yaml": ("too-deep", b"{a: " * 50_000 + b"1" + b"}" * 50_000),
    "striche.yaml": ("too-deep", b"- " * 50_000 + b"1"),
    "fragezeichen.yaml": ("key", b"? " * 50_000 + b"1"),
    "klammern.json": ("too-deep", b'{"measures":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    "zuordnungen.json": ("too-deep", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "verweise.yaml": ("too-many-aliases", _laughs(9)),
    "verweise-ein-ziel.yaml": ("too-many-aliases", b"a: &a x\nb: [" + b"*a, " * 5_000 + b"*a]"),
    "verweise-tief.yaml": ("too-deep", _chain(900)),
    "zusammenfuehren.yaml": ("merge-key", _merges(9)),
    "breit.yaml": ("not-a-mapping", _HEAD + b"measures: [" + b"x, " * 100_000 + b"x]"),
    "breit-schluessel.yaml": ("unknown-key", _HEAD + b"".join(b"k%d: 1\n" % i for i in range(100_000))),
    "breit.json": ("not-a-mapping", b'{"title": "T", "start": "2020-01-02", "measures": [' + b"1," * 100_000 + b"1]}"),
    "nullen.yaml": ("encoding", b"\0" * 1_000_000),
    "nullen-spaeter.yaml": ("control-character", _HEAD + b"\0" * 1_000_000),
    "eine-zeile.yaml": ("text-too-long", b"start: 2020-01-02\ntitle: " + b"x" * 10_000_000),
    "lange-zahl.yaml": (
        "span",
        _HEAD + b"measures: [{id: A, title: a, priority: 1, duration: " + b"9" * 100_000 + b"}]",
    ),
    "anker.yaml": ("unknown-key", _HEAD + b"".join(b"k%d: &k%d x\n" % (i, i) for i in range(50_000))),
    "produkte.yaml": ("too-many-links", _products(1_000, 400)),
    "vorlagen.yaml": ("too-many-activities", _templates(1_000, 1_000)),
    "ring.yaml": ("cycle", _ring(3_000)),
    "vorgaenge.sm": ("psplib-jobs", b"jobs (incl. supersource/sink ):  999999\n"),
}


def write(folder: Path) -> dict[str, str]:
    """Write all files, and two of 200 MB that take no room on the disk; return file → code of the first issue."""
    for name, (_, content) in BOMBS.items():
        (folder / name).write_bytes(content)
    for name in ("gross.yaml", "gross.json", "gross.mm"):
        with (folder / name).open("wb") as stream:
            stream.truncate(200 * 2**20)
    return {name: code for name, (code, _) in BOMBS.items()} | dict.fromkeys(
        ("gross.yaml", "gross.json", "gross.mm"), "too-large"
    )


def main() -> None:
    import resource  # not on Windows

    folder = Path(sys.argv[1])
    for name in write(folder):
        begin = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-c", READ, folder / name], capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        wall = time.perf_counter() - begin
        print(
            f"{name:24} rc {done.returncode:4} {wall:6.2f} s wall {cpu:6.2f} s cpu  {done.stdout.strip()} {done.stderr[-200:]}"
        )
    print(f"largest resident set: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
