-- Gives a topic a retention.
-- KEYS: topic hash, retention of each stream. ARGV: the retention as a text, then the age in ms, the bytes of one stream, each 0 for
-- none, and 1 if what is not settled is dropped, else 0. Returns the text that was there before, or nothing.
local had = redis.call('HGET', KEYS[1], 'retention') or ''
redis.call('HSET', KEYS[1], 'retention', ARGV[1])
for s = 2, #KEYS do
  redis.call('HSET', KEYS[s], 'age', ARGV[2], 'bytes', ARGV[3], 'drops', ARGV[4])
end
return had
