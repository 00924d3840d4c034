-- A provider has refused for its limits: nothing is sent before its time, and less from then on (additive increase, multiplicative decrease).
-- ARGV: account, wait (ms), kind (rate, concurrency, or none to only wait).
local key = K .. ':account:' .. ARGV[1]
local blocked = math.max(tonumber(redis.call('HGET', key, 'blocked_ms') or '0'), now_ms + ARGV[2])
redis.call('HSET', key, 'blocked_ms', int(blocked))
if ARGV[3] == 'concurrency' then
  local flying = redis.call('ZCARD', K .. ':flight:' .. ARGV[1])
  local most = tonumber(redis.call('HGET', key, 'most') or '0')
  local less = math.max(1, math.min(most > 0 and most or flying, flying) - 1)
  redis.call('HSET', key, 'most', int(less))
elseif ARGV[3] == 'rate' then
  -- Refusals of calls that were under way together are one sign, not many.
  if now_ms - tonumber(redis.call('HGET', key, 'slowed_ms') or '0') > 5000 then
    local factor = tonumber(redis.call('HGET', key, 'factor') or '1000')
    redis.call('HSET', key, 'factor', int(math.max(50, math.floor(factor / 2))), 'ceiling', int(math.floor(factor * 0.9)), 'slowed_ms', int(now_ms))
  end
end
redis.call('ZADD', K .. ':waiting', int(blocked), ARGV[1])
return int(blocked)
