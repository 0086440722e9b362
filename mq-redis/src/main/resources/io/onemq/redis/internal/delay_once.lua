
-- Adds an entry to those that are not due, unless its id is a recent one.
-- KEYS: the sorted set as the fourth. ARGV: then the time and the member. Returns a list with 1, or with
-- what is known of the first one in a list.
local id = ARGV[3]
local known = find()
if known[id] then
  return {{known[id]}}
end
redis.call('ZADD', KEYS[4], ARGV[4], ARGV[5])
remember({id, number(now)})
return {1}
