-- Reads on for the owner of a stream: first what earlier owners left pending, then new entries, both in the stream's order.
-- KEYS: stream, owner, notes. ARGV: group, consumer, epoch, limit, where to go on among the pending entries or nothing if
-- none is left, consumer of released entries.
-- Returns -1 if the consumer owns the stream no more, else the entries, their delivery counts, the ids of entries that
-- exist no more, where to go on, and up to where the group has read if nothing was found.
if not owns(KEYS[2], ARGV[2], ARGV[3]) then
  return -1
end
local limit, cursor = tonumber(ARGV[4]), ARGV[5]
local entries, delivered, missing, taken = {}, {}, {}, 0

if cursor ~= '' then
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], cursor, '+', limit)
  taken = #pending
  cursor = taken < limit and '' or '(' .. pending[taken][1]
  if taken > 0 then
    local ids, counts = {}, {}
    for i, p in ipairs(pending) do
      ids[i] = p[1]
      counts[p[1]] = p[4] + 1
    end
    entries = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, unpack(ids))
    for i, entry in ipairs(entries) do
      delivered[i] = counts[entry[1]]
      counts[entry[1]] = nil
    end
    for _, id in ipairs(ids) do
      if counts[id] then
        missing[#missing + 1] = id
        redis.call('HDEL', KEYS[3], id)
      end
    end
  end
  if cursor == '' and #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[6]) == 0 then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[6])
  end
end

if cursor == '' and taken < limit then
  local reply = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', limit - taken, 'STREAMS', KEYS[1], '>')
  for _, entry in ipairs(reply and reply[1][2] or {}) do
    entries[#entries + 1] = entry
    delivered[#delivered + 1] = 1
  end
end

local last = ''
if #entries == 0 then
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local info = {}
    for i = 1, #group, 2 do
      info[group[i]] = group[i + 1]
    end
    if info['name'] == ARGV[1] then
      last = info['last-delivered-id']
    end
  end
end
return { entries, delivered, missing, cursor, last }
