-- A unit has finished a stage: its counters start afresh, its next message has ARGV[4] ms to be picked up.
-- KEYS[1] the episode's hash; ARGV[1] order, ARGV[2] unit, ARGV[3] stages made so far. Answers 0 where the season was ordered again.
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
local unit = ARGV[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HDEL', KEYS[1], unit .. '.at', unit .. '.faults')
redis.call('HSET', KEYS[1], unit .. '.lease', string.format('%d', now + ARGV[4]), unit .. '.made', ARGV[3], unit .. '.starts', '0', unit .. '.sends', '1')
return 1
