-- A task begins work on a unit: its lease becomes short (its heartbeat renews it), its starts are counted.
-- KEYS[1] the episode's hash, KEYS[2] the season's meta; ARGV[1] unit, ARGV[2] stage, ARGV[3] lease (ms).
-- Answers the number of starts since the last progress and the order; 0 starts when the unit or the season has ended, or the season rests
-- (shared/backup/resting.py): messages of a broker that was not lost do not know that.
local run = redis.call('HGET', KEYS[1], 'run') or ''
local season = redis.call('HMGET', KEYS[2], 'state', 'rests')
if season[1] ~= 'running' or season[2] or redis.call('HGET', KEYS[1], ARGV[1] .. '.state') then return {0, run} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1] .. '.lease', string.format('%d', now + ARGV[3]), ARGV[1] .. '.at', ARGV[2])
return {redis.call('HINCRBY', KEYS[1], ARGV[1] .. '.starts', 1), run}
