"""Errors a user can act on. Everything else is a bug and is shown as a report."""

OWN_ERROR = "Curator met an error of its own"
"""How every reason begins that a bug gives; what follows the bug's kind may quote a file."""


class KnownError(Exception):
    """A fault of the user's world (a missing folder, a full disk), told in one sentence with the next step.

    `str(error)` is shown to the user as it is; it never needs a traceback to be understood.
    """


class RulesError(KnownError):
    """The rules file can't be used; the message names the row."""


class PictureError(KnownError):
    """One picture can't be read; the message says why. Its neighbours are not affected."""


class RaterError(KnownError):
    """The rater can't be loaded or can't go on; the message says what to do."""


class MemoryShortError(RaterError):
    """The device has too little free memory for the rater now; other programs may give some back."""


class RaterLostError(RaterError):
    """The rater's device or process is gone, so that it can rate nothing more before it is loaded anew."""


class LibraryError(KnownError):
    """The library folder or its database can't be used.

    `passing`: it may be usable again without anybody touching it, once a lock or a full disk is gone.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class QueryError(KnownError):
    """A query can't be read. `position` counts characters from 0; `expected` says what could stand there."""

    def __init__(self, message: str, position: int, expected: str) -> None:
        super().__init__(f"{message} at character {position + 1}: expected {expected}")
        self.position = position
        self.expected = expected
