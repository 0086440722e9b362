-- Creates groups on every partition unless they exist.
-- KEYS: topic hash, streams. ARGV: per group its name, 1 if the caller has seen it before, else 0, and its start in each stream.
-- Returns the names of groups that had been there before but were gone, or, with nothing done, the number of a stream in
-- which a new group was to start at an entry that is not there.
--
-- One that was declared before and vanished without having been deleted starts at the beginning: what was published since
-- its loss must not be skipped.
local streams = #KEYS - 1
local function is_known(i)
  return ARGV[i + 1] == '1' or redis.call('HEXISTS', KEYS[1], 'group:' .. ARGV[i]) == 1
end

for i = 1, #ARGV, streams + 2 do
  if not is_known(i) then
    for s = 1, streams do
      local _, there = start_of(KEYS[s + 1], ARGV[i + 1 + s])
      if not there and not has_group(KEYS[s + 1], ARGV[i]) then
        return s
      end
    end
  end
end

local returned = {}
for i = 1, #ARGV, streams + 2 do
  local group = ARGV[i]
  local known = is_known(i)
  local created = false
  for s = 1, streams do
    local start = known and '0' or start_of(KEYS[s + 1], ARGV[i + 1 + s])
    local reply = redis.pcall('XGROUP', 'CREATE', KEYS[s + 1], group, start, 'MKSTREAM')
    if type(reply) == 'table' and reply.err then
      if string.sub(reply.err, 1, 9) ~= 'BUSYGROUP' then
        return reply
      end
    else
      created = true
    end
  end
  redis.call('HSET', KEYS[1], 'group:' .. group, '1')
  if created and known then
    returned[#returned + 1] = group
  end
end
return returned
