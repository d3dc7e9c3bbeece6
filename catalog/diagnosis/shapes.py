"""Lines that look like errors and are in no catalog, grouped by their shape: what stays the same in all of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from catalog.diagnosis.words import read_patterns

MOST_SHAPED = 5_000
"""Lines of one text that are grouped; those behind are told by their own words."""

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
    config.drain_max_clusters = MOST_SHAPED
    config.masking_instructions = [MaskingInstruction(pattern, name) for name, pattern in read_patterns("shapes")]
    miner = TemplateMiner(config=config)
    clusters = [str(miner.add_log_message(each[:LONGEST_SHAPED])["cluster_id"]) for each in messages[:MOST_SHAPED]]
    return clusters + list(messages[MOST_SHAPED:])
