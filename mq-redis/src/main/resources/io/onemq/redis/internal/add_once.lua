
-- Adds entries, each unless its id is a recent one.
-- ARGV: then for each entry the number of its fields and values, and these. Returns for each the id of the entry, an error,
-- or what is known of the first one in a list.
local known = find()
local replies, ids = {}, {}
local at = 3 + count
for i = 1, count do
  local id, last = ARGV[2 + i], at + tonumber(ARGV[at])
  if known[id] then
    replies[i] = {known[id]}
  else
    local entry = redis.pcall('XADD', KEYS[1], '*', unpack(ARGV, at + 1, last))
    replies[i] = entry
    if type(entry) == 'string' then
      known[id] = entry
      ids[#ids + 1] = id
      ids[#ids + 1] = entry
    end
  end
  at = last + 1
end
if #ids > 0 then
  remember(ids)
end
return replies
