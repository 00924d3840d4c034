-- Sets a unit's lease to ARGV[2] ms from now, on the server's clock. KEYS[1] the episode's hash; ARGV[1] unit.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('HSET', KEYS[1], ARGV[1] .. '.lease', string.format('%d', now + ARGV[2]))
