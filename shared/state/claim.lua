-- Claims one unit of an episode (a scene's number, or "join") for a new chain, unless it has ended, is under way, or belongs to another order.
-- KEYS[1] the episode's hash; ARGV[1] order, ARGV[2] unit, ARGV[3] first lease (ms), ARGV[4] longest lease (ms). Answers 1 when claimed.
-- Each claim without progress doubles the lease: a long queue is not flooded, a lost message still costs only seconds.
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
local unit = ARGV[2]
if redis.call('HGET', KEYS[1], unit .. '.state') then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(redis.call('HGET', KEYS[1], unit .. '.lease') or '0')
-- A lease from further ahead than any is given comes from a clock that was set back.
if lease > now and lease <= now + tonumber(ARGV[4]) then return 0 end
local sends = redis.call('HINCRBY', KEYS[1], unit .. '.sends', 1)
local length = math.min(ARGV[3] * 2 ^ math.min(sends - 1, 20), tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], unit .. '.lease', string.format('%d', now + length))
return 1
