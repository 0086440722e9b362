-- KEYS: owner. ARGV: consumer. Returns 1 if the consumer may become the owner of the stream, else 0.
return is_free(KEYS[1], ARGV[1]) and 1 or 0
