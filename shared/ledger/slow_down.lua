-- A provider has refused for its limits: nothing is sent before its time, and less from then on (additive increase, multiplicative decrease).
-- ARGV: account, wait (ms), kind (rate, concurrency, or none to only wait).
-- Where the catalogue names no rate, one is learned, beginning with this between two submits.
local FIRST_LEARNED_US = 250000
-- Refusals of calls that were under way together are one sign, not many.
local ONE_SIGN_MS = 5000
local key = K .. ':account:' .. ARGV[1]
local got = redis.call('HMGET', key, 'blocked_ms', 'slowed_ms', 'most', 'spacing_us', 'factor', 'learned_us')
local blocked = math.max(tonumber(got[1] or '0'), now_ms + ARGV[2])
redis.call('HSET', key, 'blocked_ms', int(blocked))
local is_new = now_ms - tonumber(got[2] or '0') > ONE_SIGN_MS
if ARGV[3] ~= 'none' and is_new then redis.call('HSET', key, 'slowed_ms', int(now_ms)) end
if ARGV[3] == 'concurrency' then
  -- What it has taken and not finished is what it can have in flight; the first sign of several may see too little of it.
  local taken = 0
  for _, id in ipairs(redis.call('ZRANGE', K .. ':flight:' .. ARGV[1], 0, -1)) do
    if redis.call('HGET', K .. ':call:' .. id, 'state') == 'submitted' then taken = taken + 1 end
  end
  local most = tonumber(got[3] or '0')
  if is_new and most > 0 then most = math.min(most - 1, taken) else most = math.max(is_new and 0 or most, taken) end
  redis.call('HSET', key, 'most', int(math.max(1, most)))
elseif ARGV[3] == 'rate' and is_new then
  if (got[4] or '0') == '0' then
    redis.call('HSET', key, 'learned_us', int(math.min(60000000, math.max(FIRST_LEARNED_US, 2 * tonumber(got[6] or '0')))))
  else
    redis.call('HSET', key, 'factor', int(math.max(50, math.floor(tonumber(got[5] or '1000') / 2))))
  end
end
redis.call('ZADD', K .. ':waiting', int(blocked), ARGV[1])
tally('throttled', ARGV[1], ARGV[3])
return int(blocked)
