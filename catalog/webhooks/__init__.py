"""Web hooks: tell other programs what happens here, signed as Standard Webhooks are, with retries and a log."""
