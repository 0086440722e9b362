-- Makes a consumer the owner of a stream for its group, unless another one has it and its lease still runs.
-- KEYS: stream, owner, members, notes. ARGV: group, consumer, lease.
-- Returns nothing if another one has it, else the epoch, which is never used again, and the notes.
redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1)
if not is_free(KEYS[2], ARGV[2]) then
  return {}
end
local epoch = redis.call('HINCRBY', KEYS[2], 'epoch', 1)
redis.call('HSET', KEYS[2], 'owner', ARGV[2], 'until', string.format('%.0f', now() + ARGV[3]))
-- So that its name is removed after its death.
redis.call('HSET', KEYS[3], ARGV[2], 'owner:' .. ARGV[3])
return { epoch, redis.call('HGETALL', KEYS[4]) }
