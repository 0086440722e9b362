#!lua flags=allow-oom
-- Keeps, with a topic that exists, that a group was deleted.
-- KEYS: topic hash, first stream. ARGV: group.
redis.call('HDEL', KEYS[1], 'group:' .. ARGV[1])
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then
  redis.call('HSET', KEYS[1], 'deleted:' .. ARGV[1], '1')
end
return 0
