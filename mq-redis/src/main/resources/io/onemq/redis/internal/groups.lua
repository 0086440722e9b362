-- Creates groups on every partition unless they exist.
-- KEYS: topic hash, streams. ARGV: per group its name, its ordering, 1 if the caller has seen it before, else 0, and its start in
-- each stream.
-- Returns the names of groups that had been there before but were gone. Or, with nothing done: as a text, the name of a group that
-- exists with another ordering; as a number, the stream in which a new group was to start at an entry that is not there.
--
-- One that was declared before and vanished without having been deleted starts at the beginning: what was published since
-- its loss must not be skipped.
local NONE = '1'
local streams = #KEYS - 1
local width = streams + 3

local function is_known(i)
  return ARGV[i + 2] == '1' or redis.call('HEXISTS', KEYS[1], 'group:' .. ARGV[i]) == 1
end

for i = 1, #ARGV, width do
  local have = redis.call('HGET', KEYS[1], 'group:' .. ARGV[i])
  -- Members of a group that a foreign program created share its entries.
  have = have or ARGV[i + 1] ~= NONE and has_group(KEYS[2], ARGV[i]) and NONE
  if have and have ~= ARGV[i + 1] then
    return ARGV[i]
  end
end

for i = 1, #ARGV, width do
  if not is_known(i) then
    for s = 1, streams do
      local _, there = start_of(KEYS[s + 1], ARGV[i + 2 + s])
      if not there and not has_group(KEYS[s + 1], ARGV[i]) then
        return s
      end
    end
  end
end

local returned = {}
for i = 1, #ARGV, width do
  local group = ARGV[i]
  local known = is_known(i)
  local created = false
  for s = 1, streams do
    local start = known and '0' or start_of(KEYS[s + 1], ARGV[i + 2 + s])
    local reply = redis.pcall('XGROUP', 'CREATE', KEYS[s + 1], group, start, 'MKSTREAM')
    if type(reply) == 'table' and reply.err then
      if string.sub(reply.err, 1, 9) ~= 'BUSYGROUP' then
        return reply
      end
    else
      created = true
    end
  end
  redis.call('HSET', KEYS[1], 'group:' .. group, ARGV[i + 1])
  if created and known then
    returned[#returned + 1] = group
  end
end
return returned
