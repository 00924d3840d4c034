-- Keeps a message until it is due. KEYS: due (sorted set), payloads (hash), lane (sorted set) or due again where there is none.
-- ARGV: id, payload, delay (ms), lane name or ''. Waiters of a lane are kept in the order in which they came.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[3]), ARGV[1])
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[3], 'NX', string.format('%d', now), ARGV[1])
  -- A lane that nobody wakes any more is forgotten; its waiters are due by their own time.
  redis.call('PEXPIRE', KEYS[3], 86400000)
end
return 1
