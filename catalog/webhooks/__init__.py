"""Web hooks and mail: tell programs and people what happens here, signed as Standard Webhooks are, with retries."""
