-- Sets a unit's lease to ARGV[3] ms from now, on the server's clock; ARGV[4] is added to its count of starts.
-- KEYS[1] the episode's hash; ARGV[1] order, ARGV[2] unit. Answers 0 where the season was ordered again meanwhile.
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Never below nothing, which would read as ended: where Redis' answer is lost on its way, this runs twice.
local starts = tonumber(redis.call('HGET', KEYS[1], ARGV[2] .. '.starts') or '0') + ARGV[4]
if ARGV[4] ~= '0' then redis.call('HSET', KEYS[1], ARGV[2] .. '.starts', string.format('%d', math.max(0, starts))) end
redis.call('HSET', KEYS[1], ARGV[2] .. '.lease', string.format('%d', now + ARGV[3]))
return 1
