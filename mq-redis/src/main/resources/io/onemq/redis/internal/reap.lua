-- Removes the names of consumers of this library that hold nothing and were not heard of for a while.
-- KEYS: stream, members. ARGV: group, consumer that asks, milliseconds. Returns how many names were removed.
--
-- Should one of them be alive after all, reading brings its name back.
local removed, present = 0, {}
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local info = {}
  for i = 1, #consumer, 2 do
    info[consumer[i]] = consumer[i + 1]
  end
  local name = info['name']
  present[name] = true
  if name ~= ARGV[2] and info['pending'] == 0 and info['idle'] > tonumber(ARGV[3])
    and redis.call('HEXISTS', KEYS[2], name) == 1 then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], name)
    redis.call('HDEL', KEYS[2], name)
    removed = removed + 1
  end
end
for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do
  if not present[name] and name ~= ARGV[2] then
    redis.call('HDEL', KEYS[2], name)
  end
end
return removed
