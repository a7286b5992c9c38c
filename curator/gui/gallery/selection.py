"""Which pictures are selected: by image id, so that no sort, filter or arrival can change it."""

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Selection:
    """A boolean per image id. Pictures that a filter hides stay selected and come back with it."""

    def __init__(self) -> None:
        self._mask: Mask = np.zeros(0, bool)
        self.anchor = -1
        """The image id that a range starts from, -1 for none."""

    def __contains__(self, image_id: int) -> bool:
        return 0 <= image_id < len(self._mask) and bool(self._mask[image_id])

    def among(self, ids: Ids) -> Ids:
        """Those of the ids that are selected, in their order. All must be known, see `know`."""
        return ids[self._mask[ids]] if self._mask.any() else ids[:0]

    def count_among(self, ids: Ids) -> int:
        """How many of the ids are selected."""
        return int(np.count_nonzero(self._mask[ids])) if self._mask.any() else 0

    def know(self, ids: Ids) -> None:
        """The library's ids; whatever is not among them is forgotten."""
        mask = np.zeros(int(ids.max(initial=-1)) + 1, bool)
        if self._mask.any():
            old = ids[ids < len(self._mask)]
            mask[old] = self._mask[old]
        self._mask = mask
        if not 0 <= self.anchor < len(mask):
            self.anchor = -1

    def choose(self, ids: Ids, *, of: Mask | None = None) -> bool:
        """Select just these, or these on top of a snapshot; whether that changed anything."""
        mask = np.zeros_like(self._mask) if of is None else of.copy()
        mask[ids] = True
        return self._replace(mask)

    def toggle(self, ids: Ids, *, of: Mask | None = None) -> bool:
        """Turn these round, in the selection or in a snapshot of it; whether that changed anything."""
        mask = (self._mask if of is None else of).copy()
        mask[ids] = ~mask[ids]
        return self._replace(mask)

    def snapshot(self) -> Mask:
        """The selection as it is now. Masks are never changed in place, so this costs nothing."""
        return self._mask

    def _replace(self, mask: Mask) -> bool:
        changed = not np.array_equal(mask, self._mask)
        self._mask = mask
        return changed
