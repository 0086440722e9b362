-- Hands back everything that a consumer holds, up to a limit. Once it holds nothing, removes the consumer, and its
-- ownership in a group that is ordered by key.
-- KEYS: stream, members, owner. ARGV: group, consumer, consumer of released entries, idle time of released entries, limit, how
-- many deliveries of each count no more.
-- Returns 1 if more is left.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', ARGV[5], ARGV[2])
for _, p in ipairs(pending) do
  redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, p[1], 'IDLE', ARGV[4],
    'RETRYCOUNT', math.max(0, p[4] - ARGV[6]), 'JUSTID')
end
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then
  return 1
end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
if redis.call('HGET', KEYS[3], 'owner') == ARGV[2] then
  redis.call('HDEL', KEYS[3], 'owner', 'until')
end
return 0
