-- Makes the longest waiter of a lane due at once, or all of them. KEYS: due, lane. ARGV[1]: how many (0 for all).
-- Waiters that have left meanwhile are skipped. Answers how many were woken.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit = tonumber(ARGV[1])
local woken = 0
while limit == 0 or woken < limit do
  local first = redis.call('ZPOPMIN', KEYS[2])
  if #first == 0 then break end
  local due = redis.call('ZSCORE', KEYS[1], first[1])
  if due then
    if tonumber(due) > now then redis.call('ZADD', KEYS[1], 'XX', string.format('%d', now), first[1]) end
    woken = woken + 1
  end
end
return woken
