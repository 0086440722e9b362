-- Moves a group that has no members in some streams, or only looks whether it could.
-- KEYS: streams, then of each the hash of members, the owner and the notes. ARGV: look or move, group, consumer of released entries, the lease of
-- consumers without one, then the start in each stream, - for those that stay as they are.
-- Returns 0, or with nothing done: -1 without such a group, -2 if it has members, or the number of a stream in which the
-- group was to go on at an entry that is not there.
local group, streams = ARGV[2], #KEYS / 4

-- Members ask for entries or renew them more often than their lease runs out.
local function has_members(s)
  -- In a group that is ordered by key.
  local lease_end = redis.call('HGET', KEYS[2 * streams + s], 'until')
  if lease_end and tonumber(lease_end) > now() then
    return true
  end
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[s], group)) do
    local info = {}
    for i = 1, #consumer, 2 do
      info[consumer[i]] = consumer[i + 1]
    end
    local token = redis.call('HGET', KEYS[streams + s], info['name'])
    local lease = token and string.match(token, ':(%d+)$') or ARGV[4]
    if info['name'] ~= ARGV[3] and info['idle'] < tonumber(lease) then
      return true
    end
  end
  return false
end

for s = 1, streams do
  if not has_group(KEYS[s], group) then
    return -1
  end
  if has_members(s) then
    return -2
  end
end
for s = 1, streams do
  local _, there = start_of(KEYS[s], ARGV[s + 4])
  if not there then
    return s
  end
end
if ARGV[1] == 'look' then
  return 0
end

for s = 1, streams do
  if ARGV[s + 4] ~= '-' then
    redis.call('XGROUP', 'SETID', KEYS[s], group, (start_of(KEYS[s], ARGV[s + 4])))
    -- What is pending goes with the consumers that held it. One that was only paused finds its token gone.
    for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[s], group)) do
      redis.call('XGROUP', 'DELCONSUMER', KEYS[s], group, consumer[2])
    end
    redis.call('UNLINK', KEYS[streams + s], KEYS[3 * streams + s])
    redis.call('HDEL', KEYS[2 * streams + s], 'owner', 'until')
  end
end
return 0
