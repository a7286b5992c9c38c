"""Why the system does not give a file."""

import errno


def system_reason(error: OSError) -> str:
    """One sentence, with the next step where there is one."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "The file is not there any more."
    if isinstance(error, PermissionError):
        return "The file may not be read: allow it in the file's permissions."
    return f"The file can't be read from its disk: {error.strerror or errno.errorcode.get(error.errno or 0)}."
