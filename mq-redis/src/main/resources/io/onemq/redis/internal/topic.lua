-- Creates a topic unless it exists.
-- KEYS: topic hash. ARGV: partitions. Returns the partitions that the topic has.
local have = redis.call('HGET', KEYS[1], 'partitions')
if have then
  return tonumber(have)
end
redis.call('HSET', KEYS[1], 'partitions', ARGV[1])
return tonumber(ARGV[1])
