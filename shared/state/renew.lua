-- Sets a unit's lease to ARGV[3] ms from now, on the server's clock; ARGV[4] is added to its count of starts.
-- KEYS[1] the episode's hash; ARGV[1] order, ARGV[2] unit. Answers 0 where the season was ordered again meanwhile.
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[4] ~= '0' then redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.starts', ARGV[4]) end
redis.call('HSET', KEYS[1], ARGV[2] .. '.lease', string.format('%d', now + ARGV[3]))
return 1
