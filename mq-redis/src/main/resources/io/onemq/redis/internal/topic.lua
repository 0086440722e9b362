-- Creates a topic unless it exists, and gives it a window of deduplication unless it has one.
-- KEYS: topic hash. ARGV: partitions, 0 for any; the window in ms, 0 for any. Returns the partitions and the window that the
-- topic has; nothing is done if its partitions are others.
local have = redis.call('HMGET', KEYS[1], 'partitions', 'deduplication')
local partitions, window = have[1] or ARGV[1], have[2] or '0'
if not have[1] then
  redis.call('HSET', KEYS[1], 'partitions', partitions)
end
if window == '0' and ARGV[2] ~= '0' and (ARGV[1] == '0' or ARGV[1] == partitions) then
  redis.call('HSET', KEYS[1], 'deduplication', ARGV[2])
  window = ARGV[2]
end
return {tonumber(partitions), tonumber(window)}
