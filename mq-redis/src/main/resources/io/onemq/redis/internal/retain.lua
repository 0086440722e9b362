-- Gives streams of a topic a retention, and the topic if its hash is named.
-- KEYS: retention of each stream, and last the topic hash unless the text is empty. ARGV: the retention as a text, then the age in ms,
-- the bytes of one stream, each 0 for none, and 1 if it drops what is not settled. Returns the text of the one that the topic had,
-- or an empty one.
local has_topic = ARGV[1] ~= ''
for s = 1, has_topic and #KEYS - 1 or #KEYS do
  redis.call('HSET', KEYS[s], 'age', ARGV[2], 'bytes', ARGV[3], 'drops', ARGV[4])
end
if not has_topic then
  return ''
end
local had = redis.call('HGET', KEYS[#KEYS], 'retention') or ''
redis.call('HSET', KEYS[#KEYS], 'retention', ARGV[1])
return had
