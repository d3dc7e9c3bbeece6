"""Lines that look like errors and are in no catalog, grouped by their shape: what stays the same in all of them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from catalog.diagnosis.numbers import COMPARED_OF_EACH, SAME_SHAPE
from catalog.diagnosis.words import read_patterns

logging.getLogger("drain3").setLevel(logging.WARNING)


def shapes_of(messages: Sequence[str]) -> list[str]:
    """A name of the shape of each message; equal for those that differ in their values only."""
    # It takes half a second to import, and few texts need it.
    from drain3 import TemplateMiner
    from drain3.masking import MaskingInstruction
    from drain3.template_miner_config import TemplateMinerConfig

    config = TemplateMinerConfig()
    config.drain_sim_th = SAME_SHAPE
    config.masking_instructions = [MaskingInstruction(pattern, name) for name, pattern in read_patterns("shapes")]
    miner = TemplateMiner(config=config)
    left = COMPARED_OF_EACH * len(messages)
    ids: dict[str, str] = {}
    shape_counts = Counter[int]()
    shapes: list[str] = []
    for message in messages:
        masked = miner.masker.mask(message)
        if masked not in ids:
            words = masked.count(" ")
            left -= shape_counts[words]
            if left < 0:
                # So many shapes are no longer any: what is equal but for its values still counts as one.
                ids[masked] = masked
            else:
                shape, change = miner.drain.add_log_message(masked)
                shape_counts[words] += change == "cluster_created"
                ids[masked] = str(shape.cluster_id)
        shapes.append(ids[masked])
    return shapes
