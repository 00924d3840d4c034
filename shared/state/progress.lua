-- A unit has finished a stage: its counters start afresh, its next message has ARGV[3] ms to be picked up.
-- KEYS[1] the episode's hash; ARGV[1] unit, ARGV[2] stages made so far.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HDEL', KEYS[1], ARGV[1] .. '.at', ARGV[1] .. '.faults')
redis.call('HSET', KEYS[1], ARGV[1] .. '.lease', string.format('%d', now + ARGV[3]), ARGV[1] .. '.made', ARGV[2], ARGV[1] .. '.starts', '0', ARGV[1] .. '.sends', '1')
return 1
