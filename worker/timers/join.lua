-- Puts a timer into a lane, behind those that are there. KEYS[1] the lane; ARGV[1] the timer.
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], 'NX', string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000)), ARGV[1])
-- A lane that nobody wakes any more is forgotten; its waiters are due by their own time.
return redis.call('PEXPIRE', KEYS[1], 86400000)
