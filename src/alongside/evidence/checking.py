"""Checking that every stored file is still what was received."""

from dataclasses import dataclass

from alongside.evidence.models import Keeping, Piece, StoredFile
from alongside.evidence.queries import Altered, open_file
from alongside.evidence.rounds import note_finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of all files found: how many hold, how many were erased (and are no fault), and the faults, the
    oldest file first. A file that cannot be read is a fault like any other, and the check goes on after it.
    """

    files: int
    erased: int
    faults: list[Altered]


def verify() -> Verdict:
    """Recomputes the hash of every file, and writes down the faults. Needs a role that sees every organisation; holds one
    piece in memory.
    """
    files, erased, faults = 0, 0, []
    for file in StoredFile.objects.order_by("pk").iterator():
        files += 1
        if file.erased_at is not None:
            erased += 1
            if Piece.objects.filter(file=file).exists():
                faults.append(Altered(file, "it is said to be erased, and its bytes are still there"))
            continue
        try:
            for _ in open_file(file):
                pass
        except Altered as fault:
            faults.append(fault)
            if Keeping.objects.filter(file=file).exists():
                note_finding(file, fault.why, "command")
        else:
            if Keeping.objects.filter(file=file).exclude(damaged_at=None).exists():
                note_finding(file, "", "command")
    return Verdict(files, erased, faults)
