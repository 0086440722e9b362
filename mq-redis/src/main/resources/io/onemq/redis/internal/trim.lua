-- Removes what every group has settled and every living broadcast consumer has read. In a topic with a retention only what is
-- beyond that, and whatever is if it says so.
-- KEYS: stream, readers, retention. ARGV: how much to remove at most in one go, the group that asks or nothing, what it was told
-- last. Returns 1 if more is left to remove, and what the group has lost and was not told: how many entries, ? if that is not
-- known, and the first of them.
-- Numbers beyond 2^53 are not exact here; then one settled entry stays.
local MOST_SAMPLES = 10000
local MOST_STEPS = 8
local MOST_ENTRIES_OF_A_BLOCK = 20000

local function after(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  local number = tonumber(seq)
  return number < 9007199254740991 and ms .. '-' .. string.format('%.0f', number + 1) or id
end

local function before(id)
  local ms, seq = parse(id)
  return seq > 0 and string.format('%.0f-%.0f', ms, seq - 1) or string.format('%.0f-18446744073709551615', ms - 1)
end

local function map(list)
  local fields = {}
  for i = 1, #list, 2 do
    fields[list[i]] = list[i + 1]
  end
  return fields
end

local function first_behind(id)
  local entry = redis.call('XRANGE', KEYS[1], id and '(' .. id or '-', '+', 'COUNT', 1)[1]
  return entry and entry[1]
end

if redis.call('EXISTS', KEYS[1]) == 0 then
  return { 0 }
end
local retention = redis.call('HMGET', KEYS[3], 'age', 'bytes', 'drops')
local retained, drops = retention[1], retention[3] == '1'

local keep
local groups = {}
for i, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = map(group)
  groups[i] = info
  local first = after(info['last-delivered-id'])
  if info['pending'] > 0 then
    first = redis.call('XPENDING', KEYS[1], info['name'], '-', '+', 1)[1][1]
  end
  if not keep or less(first, keep) then
    keep = first
  end
end
if not keep and not retained then
  return { 0 }
end
local living = {}
local readers = redis.call('HGETALL', KEYS[2])
for i = 1, #readers, 2 do
  local position, lease = string.match(readers[i + 1], '^(%d+%-%d+) (%d+)$')
  if not position or tonumber(lease) < now() then
    redis.call('HDEL', KEYS[2], readers[i])
  else
    living[readers[i]] = position
    if not keep or less(after(position), keep) then
      keep = after(position)
    end
  end
end

local limit = tonumber(ARGV[1])

-- Whole nodes first and with a limit, so that a large backlog does not hold up the server; then exactly.
local function trim_to(id)
  if redis.call('XTRIM', KEYS[1], 'MINID', '~', id, 'LIMIT', limit) * 2 >= limit then
    return 1
  end
  redis.call('XTRIM', KEYS[1], 'MINID', '=', id)
  return 0
end

if not retained then
  return { trim_to(keep) }
end

-- Removes whole blocks, which is what gives memory back, while more than one is too much.
local function trim_bytes(bytes, id)
  for _ = 1, MOST_STEPS do
    local info = map(redis.call('XINFO', 'STREAM', KEYS[1]))
    local blocks = info['radix-tree-keys']
    local usage = redis.pcall('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', math.max(1, math.min(blocks, MOST_SAMPLES)))
    -- Whoever may not ask for it leaves it to others.
    if type(usage) ~= 'number' or blocks < 2 or usage - bytes <= usage / blocks then
      return 0
    end
    -- Half of what an average says: the oldest blocks may be larger.
    local wanted = math.max(1, math.floor((usage - bytes) * blocks / usage / 2))
    local entries = math.max(1, math.floor(wanted * info['length'] / blocks))
    local removed = 0
    while removed == 0 and entries <= MOST_ENTRIES_OF_A_BLOCK do
      removed = redis.call('XTRIM', KEYS[1], 'MINID', '~', id, 'LIMIT', entries)
      entries = entries * 2
    end
    if removed == 0 then
      return 0
    end
  end
  return 1
end

local unread = {}
if drops then
  for i, info in ipairs(groups) do
    unread[i] = first_behind(info['last-delivered-id'])
  end
  for name, position in pairs(living) do
    living[name] = first_behind(position)
  end
end

local more = 0
if retention[1] ~= '0' then
  local id = string.format('%.0f-0', math.max(0, now() - retention[1]))
  more = trim_to(not drops and keep and less(keep, id) and keep or id)
end
if retention[2] ~= '0' then
  local last = map(redis.call('XINFO', 'STREAM', KEYS[1]))['last-generated-id']
  more = math.max(more, trim_bytes(tonumber(retention[2]), not drops and keep or last))
end

-- A group that has lost something goes on behind it, and finds a note of what it was.
if drops then
  local info = map(redis.call('XINFO', 'STREAM', KEYS[1]))
  local first = first_behind(nil)
  local gone = info['entries-added'] - info['length']
  for i, group in ipairs(groups) do
    if unread[i] and (not first or less(unread[i], first)) then
      local note = 'lost:' .. group['name']
      local count, from = group['lag'] and group['lag'] - info['length'] or '?', unread[i]
      local had = redis.call('HGET', KEYS[3], note)
      if had then
        local old, old_from = string.match(had, '^(%S+) (%S+)$')
        count = count ~= '?' and tonumber(old) and tonumber(old) + count or '?'
        from = old_from
      end
      redis.call('HSET', KEYS[3], note, (count == '?' and count or string.format('%.0f', count)) .. ' ' .. from)
      redis.call('XGROUP', 'SETID', KEYS[1], group['name'], first and before(first) or info['last-generated-id'],
        'ENTRIESREAD', string.format('%.0f', gone))
    end
  end
  for name, position in pairs(living) do
    if position and (not first or less(position, first)) then
      redis.call('HDEL', KEYS[2], name)
    end
  end
end

if ARGV[2] == '' then
  return { more }
end
local note = 'lost:' .. ARGV[2]
local lost = redis.call('HGET', KEYS[3], note)
if lost and lost == ARGV[3] then
  redis.call('HDEL', KEYS[3], note)
  lost = nil
end
return { more, lost or '' }
