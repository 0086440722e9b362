#!lua flags=allow-oom
-- Used by other scripts: the owner of a stream in a group that is ordered by key, and the time. All that is written is
-- small and settles or keeps what is there, so a full memory is no hindrance.
local function owns(key, consumer, epoch)
  local owner = redis.call('HMGET', key, 'owner', 'epoch')
  return owner[1] == consumer and owner[2] == epoch
end

local function now()
  local clock = redis.call('TIME')
  return clock[1] * 1000 + math.floor(clock[2] / 1000)
end

local function is_free(key, consumer)
  local owner = redis.call('HMGET', key, 'owner', 'until')
  return not owner[1] or owner[1] == consumer or tonumber(owner[2]) <= now()
end

