-- Acknowledges entries that were delivered under the given token.
-- KEYS: stream, members. ARGV: group, consumer, token, ids.
-- Returns -1, and acknowledges nothing, if an entry was taken from the consumer since.
if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[3] then
  return -1
end
return redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 4))
