-- A message that waits for a submitted call is to be woken by its callback; where that came just before, it is due now.
-- ARGV: call, timer.
local got = redis.call('HMGET', call_key(ARGV[1]), 'state', 'next_ms')
if got[1] ~= 'submitted' then return 0 end
local lane = K .. ':timers:lane:call:' .. ARGV[1]
redis.call('ZADD', lane, 'NX', int(now_ms), ARGV[2])
-- A lane that nobody wakes any more is forgotten; its waiters are due by their own time.
redis.call('PEXPIRE', lane, 86400000)
return due_by(ARGV[2], tonumber(got[2] or '0'))
