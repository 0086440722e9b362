#!lua flags=allow-oom
-- Moves entries that are due from the sorted set beside a stream into the stream. What it needs it frees, so a full
-- memory is no hindrance.
-- KEYS: stream, delayed. ARGV: how early in ms, how far to look ahead in ms, most entries and most bytes to move.
-- Returns 2 if more is due, 1 if something is due within the time to look ahead, else 0.
local MOST_PARTS = 7001

-- A member is a row of parts, each as <length>:<bytes>: one that makes it unique, then the fields of the entry.
local function parts(member)
  local list, at = {}, 1
  while at <= #member do
    local digits, start = string.match(member, '^(%d+):()', at)
    local length = digits and tonumber(digits)
    if not length or start + length - 1 > #member then
      return nil
    end
    list[#list + 1] = string.sub(member, start, start + length - 1)
    at = start + length
  end
  if #list < 3 or #list % 2 == 0 or #list > MOST_PARTS then
    return nil
  end
  return list
end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local due = now + tonumber(ARGV[1])
local entries, bytes = tonumber(ARGV[3]), tonumber(ARGV[4])
while entries > 0 and bytes > 0 do
  -- One at a time: members may be large.
  local member = redis.call('ZRANGE', KEYS[2], '-inf', due, 'BYSCORE', 'LIMIT', 0, 1)[1]
  if not member then
    return redis.call('ZCOUNT', KEYS[2], '-inf', now + tonumber(ARGV[2])) > 0 and 1 or 0
  end
  local list = parts(member)
  if list then
    redis.call('XADD', KEYS[1], '*', unpack(list, 2))
  else
    -- Written by somebody in another form. It is neither lost nor in the way.
    redis.call('XADD', KEYS[1], '*', 'payload', member)
  end
  redis.call('ZREM', KEYS[2], member)
  entries = entries - 1
  bytes = bytes - #member
end
return 2
