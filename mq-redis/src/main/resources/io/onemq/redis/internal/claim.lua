-- Takes over released entries and those whose lease has run out.
-- KEYS: stream, members. ARGV: group, consumer, consumer of released entries, lease, limit, where to go on.
-- Returns the entries, their delivery counts, the ids of entries that exist no more, and where to go on next time.
local ids, counts, victims = {}, {}, {}
local limit = tonumber(ARGV[5])

local released = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', limit, ARGV[3])
for _, p in ipairs(released) do
  ids[#ids + 1] = p[1]
  counts[p[1]] = p[4] + 1
end

-- Its own entries are left out: nobody has taken them, so they still belong to their deliveries.
local cursor = ARGV[6]
if #ids < limit then
  local scanned = redis.call('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[4], cursor, '+', limit)
  cursor = #scanned < limit and '-' or '(' .. scanned[#scanned][1]
  for _, p in ipairs(scanned) do
    local owner = p[2]
    if owner ~= ARGV[2] and owner ~= ARGV[3] and #ids < limit then
      local token = redis.call('HGET', KEYS[2], owner)
      local lease = token and tonumber(string.match(token, ':(%d+)$')) or 0
      if p[3] >= lease then
        ids[#ids + 1] = p[1]
        counts[p[1]] = p[4] + 1
        if token then
          victims[owner] = lease
        end
      end
    end
  end
end
if #ids == 0 then
  return { {}, {}, {}, cursor }
end

for owner, lease in pairs(victims) do
  local reply = redis.pcall('HSET', KEYS[2], owner, '!:' .. lease)
  if type(reply) == 'table' and reply.err then
    redis.call('HDEL', KEYS[2], owner)
  end
end
local entries = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, unpack(ids))
local delivered, missing = {}, {}
for i, entry in ipairs(entries) do
  delivered[i] = counts[entry[1]]
  counts[entry[1]] = nil
end
for _, id in ipairs(ids) do
  if counts[id] then
    missing[#missing + 1] = id
  end
end
if #released > 0 and #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[3]) == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[3])
end
return { entries, delivered, missing, cursor }
