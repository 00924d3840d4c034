-- A worker tells that it lives; whoever has not told for long is forgotten. KEYS[1] sorted set by the server's time (s).
-- ARGV: forget who was silent for so long (s), then members.
local now = redis.call('TIME')[1]
for at = 2, #ARGV do redis.call('ZADD', KEYS[1], now, ARGV[at]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
return 1
