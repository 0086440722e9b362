-- Keeps notes with entries that stay pending with the owner of a stream.
-- KEYS: stream, owner, notes. ARGV: group, consumer, epoch, then per entry its id and the note.
-- Returns -1, and changes nothing, if the consumer owns the stream no more, else 1 or 0 for each.
if not owns(KEYS[2], ARGV[2], ARGV[3]) then
  return -1
end
local result = {}
for i = 4, #ARGV, 2 do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if #pending == 1 then
    redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
  end
  result[#result + 1] = #pending
end
return result
