#!lua flags=allow-oom
-- Registers a broadcast consumer with a stream, so that nothing is removed that it has not read, or keeps the registration.
-- KEYS: stream, readers. ARGV: consumer, lease in ms, the last entry that it has read, or nothing to register.
-- Returns the position from which it reads on, or 0 if the registration is gone.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local lease = tonumber(ARGV[2])
local position = ARGV[3]
if position == '' then
  position = '0-0'
  -- Fails if there is no stream yet.
  local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      position = info[i + 1]
    end
  end
elseif redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[1], position .. ' ' .. string.format('%.0f', now + lease))
-- The dead ones are removed by whoever trims; if nobody does, all of it goes with the last lease.
if redis.call('PTTL', KEYS[2]) < lease then
  redis.call('PEXPIRE', KEYS[2], lease)
end
return position
