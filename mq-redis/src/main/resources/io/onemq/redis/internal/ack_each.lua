-- Acknowledges those entries that the consumer still holds with the same delivery count.
-- KEYS: stream. ARGV: group, consumer, then per entry its id and delivery count. Returns 1 or 0 for each.
local result = {}
for i = 3, #ARGV, 2 do
  local p = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if #p == 1 and p[1][4] == tonumber(ARGV[i + 1]) then
    result[#result + 1] = redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  else
    result[#result + 1] = 0
  end
end
return result
