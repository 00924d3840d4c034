-- Removes the entries that an export has on disk, and keeps what they come to, in one step.
-- ARGV: the last entry that was removed before (as the exporter read it), the last to remove, the first to keep, the books as JSON.
-- Answers how many were removed, -1 where another export was first.
local key = KEYS[1] .. ':journal:checkpoint'
if (redis.call('HGET', key, 'last') or '0-0') ~= ARGV[1] then return -1 end
redis.call('HSET', key, 'last', ARGV[2], 'books', ARGV[4])
return redis.call('XTRIM', KEYS[1] .. ':journal', 'MINID', ARGV[3])
