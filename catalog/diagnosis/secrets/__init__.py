"""Where the secrets of a text stand: values, tokens, names, headers, options, columns, and the rules that join them."""
