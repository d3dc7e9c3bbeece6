"""Detection of secrets in a text: values, tokens, names, headers, options, columns, and the rules that join them."""
