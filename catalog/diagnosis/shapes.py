"""Lines that look like errors and are in no catalog, grouped by their shape: what stays the same in all of them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from catalog.diagnosis.words import read_patterns

FEWEST_COMPARED, COMPARED_OF_EACH = 20_000, 40
"""How often lines are compared with shapes: so often, and so many times more for each line. A log has few shapes; to
compare each of very many lines with each of very many shapes would take quadratic time."""

LONGEST_SHAPED = 400
"""Characters of a line by which its shape is told."""

_SIMILARITY = 0.5
"""Share of equal words from which two lines have one shape; Drain3's own default is 0.4, for longer messages."""

logging.getLogger("drain3").setLevel(logging.WARNING)


def shapes_of(messages: Sequence[str]) -> list[str]:
    """A name of the shape of each message; equal for those that differ in their values only."""
    # It takes half a second to import, and few texts need it.
    from drain3 import TemplateMiner
    from drain3.masking import MaskingInstruction
    from drain3.template_miner_config import TemplateMinerConfig

    config = TemplateMinerConfig()
    config.drain_sim_th = _SIMILARITY
    config.masking_instructions = [MaskingInstruction(pattern, name) for name, pattern in read_patterns("shapes")]
    miner = TemplateMiner(config=config)
    left = FEWEST_COMPARED + COMPARED_OF_EACH * len(messages)
    told: dict[str, str] = {}
    known = Counter[int]()
    shapes: list[str] = []
    for message in messages:
        masked = miner.masker.mask(message[:LONGEST_SHAPED])
        if masked not in told:
            words = masked.count(" ")
            left -= known[words]
            if left < 0:
                # So many shapes are no longer any: what is equal but for its values still counts as one.
                told[masked] = masked
            else:
                shape, change = miner.drain.add_log_message(masked)
                known[words] += change == "cluster_created"
                told[masked] = str(shape.cluster_id)
        shapes.append(told[masked])
    return shapes
