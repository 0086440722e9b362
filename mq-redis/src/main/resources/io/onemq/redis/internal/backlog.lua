-- KEYS: stream. ARGV: group, consumer of released entries, how many entries to count where the server does not know.
-- Returns the number of ready entries and of those that consumers hold, or nothing if there is no such group.
local ready, held = backlog(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
return ready and { ready, held } or {}
