-- Drops what no consumer of the group holds.
-- KEYS: stream, notes. ARGV: as backlog. Returns how many entries were dropped.
local ready = backlog(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not ready then
  return 0
end
redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], '$')
local page
repeat
  page = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 500, ARGV[2])
  for _, p in ipairs(page) do
    redis.call('XACK', KEYS[1], ARGV[1], p[1])
    redis.call('HDEL', KEYS[2], p[1])
  end
until #page < 500
return ready
