-- A unit waits, on purpose, for ARGV[2] ms: its lease covers the wait, and the start that led to it does not count.
-- KEYS[1] the episode's hash; ARGV[1] unit.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HINCRBY', KEYS[1], ARGV[1] .. '.starts', -1)
return redis.call('HSET', KEYS[1], ARGV[1] .. '.lease', string.format('%d', now + ARGV[2]))
