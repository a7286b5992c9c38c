"""Threads that give way to all others."""

import contextlib
import os
import sys
import threading

NICENESS = 19
"""Below a rater on the processor (10) and the gallery's own thumbnails (15)."""


def lower_priority() -> None:
    """Let the calling thread work only where nobody else wants the processor. Where that is refused it goes
    on as it is.
    """
    if sys.platform == "linux":
        # Linux has priorities per thread only as niceness
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    elif sys.platform == "darwin":
        import ctypes

        utility = 0x11  # QOS_CLASS_UTILITY in sys/qos.h
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).pthread_set_qos_class_self_np(ctypes.c_uint(utility), ctypes.c_int(0))
    elif sys.platform == "win32":
        import ctypes

        lowest = -2  # THREAD_PRIORITY_LOWEST
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority.argtypes = (ctypes.c_void_p, ctypes.c_int)
        kernel.SetThreadPriority(kernel.GetCurrentThread(), lowest)
