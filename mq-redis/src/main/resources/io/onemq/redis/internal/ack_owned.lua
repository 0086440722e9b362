-- Acknowledges entries for the owner of a stream and removes their notes.
-- KEYS: stream, owner, notes. ARGV: group, consumer, epoch, ids.
-- Returns -1, and changes nothing, if the consumer owns the stream no more.
if not owns(KEYS[2], ARGV[2], ARGV[3]) then
  return -1
end
redis.call('HDEL', KEYS[3], unpack(ARGV, 4))
return redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 4))
