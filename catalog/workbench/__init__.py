"""The curators' place: the queue of unknown errors, insights. Signed-in people only."""
