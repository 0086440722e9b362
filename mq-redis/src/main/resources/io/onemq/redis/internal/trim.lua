-- Removes what every group has settled and every living broadcast consumer has read.
-- KEYS: stream, readers. ARGV: how much to remove at most in one go. Returns 1 if more is left to remove.
-- Numbers beyond 2^53 are not exact here; then one settled entry stays.
local function after(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  local number = tonumber(seq)
  return number < 9007199254740991 and ms .. '-' .. string.format('%.0f', number + 1) or id
end

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local keep
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #group, 2 do
    info[group[i]] = group[i + 1]
  end
  local first = after(info['last-delivered-id'])
  if info['pending'] > 0 then
    first = redis.call('XPENDING', KEYS[1], info['name'], '-', '+', 1)[1][1]
  end
  if not keep or less(first, keep) then
    keep = first
  end
end
if not keep then
  return 0
end
local readers = redis.call('HGETALL', KEYS[2])
if #readers > 0 then
  local clock = redis.call('TIME')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
  for i = 1, #readers, 2 do
    local position, lease = string.match(readers[i + 1], '^(%d+%-%d+) (%d+)$')
    if not position or tonumber(lease) < now then
      redis.call('HDEL', KEYS[2], readers[i])
    elseif less(after(position), keep) then
      keep = after(position)
    end
  end
end
local limit = tonumber(ARGV[1])
-- Whole nodes first and with a limit, so that a large backlog does not hold up the server; then exactly.
if redis.call('XTRIM', KEYS[1], 'MINID', '~', keep, 'LIMIT', limit) * 2 >= limit then
  return 1
end
redis.call('XTRIM', KEYS[1], 'MINID', '=', keep)
return 0
