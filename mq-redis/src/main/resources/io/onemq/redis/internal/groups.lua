-- Creates groups on a stream unless they exist, or only looks whether it could.
-- KEYS: stream; for the first one of a topic the topic hash as well. ARGV: look or create, then per group its name, its ordering,
-- 1 if it is known to have been there before, else 0, and its start.
-- Returns, when it looks, 1 or 0 for each group that was there before or not; else the names of groups that had been there before
-- but were gone. Or, with nothing done: as a text, the name of a group that exists with another ordering; as a number, 1 if a
-- new group was to start at an entry that is not there.
--
-- One that was declared before and vanished without having been deleted starts at the beginning: what was published since
-- its loss must not be skipped. Who has not seen the deletion may still know it.
local NONE, WIDTH = '1', 4

local function is_known(i)
  if KEYS[2] and redis.call('HEXISTS', KEYS[2], 'deleted:' .. ARGV[i]) == 1 then
    return false
  end
  return ARGV[i + 2] == '1' or KEYS[2] and redis.call('HEXISTS', KEYS[2], 'group:' .. ARGV[i]) == 1
end

for i = 2, #ARGV, WIDTH do
  local have = KEYS[2] and redis.call('HGET', KEYS[2], 'group:' .. ARGV[i])
  -- Members of a group that a foreign program created share its entries.
  have = have or KEYS[2] and ARGV[i + 1] ~= NONE and has_group(KEYS[1], ARGV[i]) and NONE
  if have and have ~= ARGV[i + 1] then
    return ARGV[i]
  end
end

local known = {}
for i = 2, #ARGV, WIDTH do
  known[#known + 1] = is_known(i) and 1 or 0
  if known[#known] == 0 then
    local _, there = start_of(KEYS[1], ARGV[i + 3])
    if not there and not has_group(KEYS[1], ARGV[i]) then
      return 1
    end
  end
end
if ARGV[1] == 'look' then
  return known
end

local returned = {}
for i = 2, #ARGV, WIDTH do
  local group = ARGV[i]
  local was_known = is_known(i)
  local start = was_known and '0' or start_of(KEYS[1], ARGV[i + 3])
  local reply = redis.pcall('XGROUP', 'CREATE', KEYS[1], group, start, 'MKSTREAM')
  if type(reply) == 'table' and reply.err then
    if string.sub(reply.err, 1, 9) ~= 'BUSYGROUP' then
      return reply
    end
  elseif was_known then
    returned[#returned + 1] = group
  end
  if KEYS[2] then
    redis.call('HSET', KEYS[2], 'group:' .. group, ARGV[i + 1])
    redis.call('HDEL', KEYS[2], 'deleted:' .. group)
  end
end
return returned
