-- Tells that a member of a group is there, for as long as its lease.
-- KEYS: seats, first stream. ARGV: consumer, lease, group. Returns how many members came before it, and how many there are.
--
-- A seat is <number>:<end of its lease>; whoever comes later has a greater number.
redis.call('XPENDING', KEYS[2], ARGV[3], '-', '+', 1)
local time = now()
local mine, last, numbers = nil, 0, {}
local seats = redis.call('HGETALL', KEYS[1])
for i = 1, #seats, 2 do
  local number, ends = string.match(seats[i + 1], '^(%d+):(%d+)$')
  if seats[i] == ARGV[1] and number then
    mine = tonumber(number)
  elseif number and tonumber(ends) > time then
    numbers[#numbers + 1] = tonumber(number)
  else
    redis.call('HDEL', KEYS[1], seats[i])
  end
  last = math.max(last, tonumber(number or 0))
end
mine = mine or last + 1
redis.call('HSET', KEYS[1], ARGV[1], mine .. ':' .. string.format('%.0f', time + ARGV[2]))
-- Nobody removes the seats of a group that was deleted while it had members.
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[2], 'NX')
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[2], 'GT')
local before = 0
for _, number in ipairs(numbers) do
  before = before + (number < mine and 1 or 0)
end
return { before, #numbers + 1 }
