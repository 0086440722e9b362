-- What was published under which id not long ago: from the id to the entry, or to the time in ms if it was to wait.
-- KEYS: stream, ids of even turns, ids of odd turns. ARGV: window in ms, number of ids, the ids.
--
-- Two hashes take turns, each for the time of one window, so what was stored within the window is in the current one or in
-- the one before, and ids are forgotten a hash at a time, without looking at them. The empty field, which is no id, has
-- the number of the turn.
local SPARE = 60000
local window, count = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local turn = math.floor(now / window)
local current, previous = KEYS[2 + turn % 2], KEYS[3 - turn % 2]
local stale = false

local function number(value)
  return string.format('%.0f', value)
end

-- Returns what is known of each id.
local function find()
  local have = redis.call('HMGET', current, '', unpack(ARGV, 3, 2 + count))
  local before = redis.call('HMGET', previous, unpack(ARGV, 3, 2 + count))
  -- After a step back of the clock the hash is of a later turn, and its ids still count.
  stale = not have[1] or tonumber(have[1]) < turn
  local known = {}
  for i = 1, count do
    local value = not stale and have[i + 1] or before[i]
    if value and now - tonumber(string.match(value, '^%d+')) < window then
      known[ARGV[2 + i]] = value
    end
  end
  return known
end

-- Messages are stored first: if the memory is full, that is what fails, and their ids stay free.
local function remember(ids)
  if stale then
    redis.call('UNLINK', current)
    redis.call('HSET', current, '', number(turn))
    -- Its ids count for another turn. The spare time lets the next publish free it in the background.
    redis.call('PEXPIREAT', current, number((turn + 2) * window + SPARE))
  end
  redis.call('HSET', current, unpack(ids))
end
