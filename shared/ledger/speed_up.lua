-- A provider has taken a call: the limits that refusals had lowered creep back, fast up to what worked before, slowly beyond.
-- ARGV: account, model, most in flight by the catalogue (0: no limit).
local key = K .. ':account:' .. ARGV[1]
local got = redis.call('HMGET', key, 'factor', 'ceiling', 'most', 'taken')
local factor, ceiling, most = tonumber(got[1] or '1000'), tonumber(got[2] or '1000'), tonumber(got[3] or '0')
if factor < 1000 then redis.call('HSET', key, 'factor', int(math.min(1000, factor + (factor < ceiling and 20 or 1)))) end
redis.call('HDEL', key, 'fails:' .. ARGV[2], 'open_ms:' .. ARGV[2], 'probe_ms:' .. ARGV[2])
local full = tonumber(ARGV[3])
if most ~= full then
  -- One more at a time, after as many calls as are in flight ten times over.
  local taken = tonumber(got[4] or '0') + 1
  if most > 0 and taken < 10 * most then
    redis.call('HSET', key, 'taken', int(taken))
  else
    redis.call('HSET', key, 'taken', '0', 'most', int((full == 0 or most + 1 < full) and most + 1 or full))
  end
end
return 1
