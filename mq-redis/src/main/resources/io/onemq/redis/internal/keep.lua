-- Renews the lease of a stream.
-- KEYS: owner. ARGV: consumer, epoch, lease. Returns 1, or 0 if the consumer owns it no more.
if not owns(KEYS[1], ARGV[1], ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now() + ARGV[3]))
return 1
