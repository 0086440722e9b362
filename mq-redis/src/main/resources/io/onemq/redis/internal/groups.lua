-- Creates groups on every partition unless they exist.
-- KEYS: topic hash, streams. ARGV: per group its name and 1 if the caller has seen it before, else 0.
-- Returns the names of groups that had been there before but were gone.
--
-- A new group starts at the end of the stream. One that was declared before and vanished without having been deleted
-- starts at the beginning: what was published since its loss must not be skipped.
local returned = {}
for i = 1, #ARGV, 2 do
  local group = ARGV[i]
  local field = 'group:' .. group
  local known = ARGV[i + 1] == '1' or redis.call('HEXISTS', KEYS[1], field) == 1
  local start = known and '0' or '$'
  local created = false
  for k = 2, #KEYS do
    local reply = redis.pcall('XGROUP', 'CREATE', KEYS[k], group, start, 'MKSTREAM')
    if type(reply) == 'table' and reply.err then
      if string.sub(reply.err, 1, 9) ~= 'BUSYGROUP' then
        return reply
      end
    else
      created = true
    end
  end
  redis.call('HSET', KEYS[1], field, '1')
  if created and known then
    returned[#returned + 1] = group
  end
end
return returned
