-- Registers a consumer.
-- KEYS: stream, members. ARGV: group, consumer, token. Returns 1 if it is registered, 0 if there is no memory for it.
--
-- The token stands in the hash of members as long as nobody has taken an entry from the consumer. Whoever does,
-- overwrites it, so that the consumer learns of it with its next acknowledgement.
redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1)
redis.pcall('XGROUP', 'CREATECONSUMER', KEYS[1], ARGV[1], ARGV[2])
local reply = redis.pcall('HSET', KEYS[2], ARGV[2], ARGV[3])
if type(reply) == 'table' and reply.err then
  return 0
end
return 1
