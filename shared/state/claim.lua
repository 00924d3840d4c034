-- Claims one unit of an episode (a scene's number, or "join") for a new chain, unless it has ended or is under way.
-- KEYS[1] the episode's hash; ARGV[1] unit, ARGV[2] first lease (ms), ARGV[3] longest lease (ms). Answers 1 when claimed.
-- Each claim without progress doubles the lease: a long queue is not flooded, a lost message still costs only seconds.
local ended = redis.call('HGET', KEYS[1], ARGV[1] .. '.state')
if ended then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(redis.call('HGET', KEYS[1], ARGV[1] .. '.lease') or '0')
if lease > now then return 0 end
local sends = redis.call('HINCRBY', KEYS[1], ARGV[1] .. '.sends', 1)
local length = math.min(ARGV[2] * 2 ^ math.min(sends - 1, 20), tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], ARGV[1] .. '.lease', string.format('%d', now + length))
return 1
