-- A provider has taken a call: its breaker closes, and limits that refusals had lowered creep back, some time after the last refusal.
-- ARGV: account, model, most in flight by the catalogue (0: no limit).
-- What drew a refusal would draw it again at once: so long nothing is raised, and then one step at a time.
local HOLD_MS, STEP_MS = 300000, 15000
local key = K .. ':account:' .. ARGV[1]
redis.call('HDEL', key, 'fails:' .. ARGV[2], 'open_ms:' .. ARGV[2], 'probe_ms:' .. ARGV[2], 'down_ms:' .. ARGV[2])
local got = redis.call('HMGET', key, 'slowed_ms', 'raised_ms', 'factor', 'learned_us', 'most')
if not got[1] or now_ms - tonumber(got[1]) < HOLD_MS or now_ms - tonumber(got[2] or '0') < STEP_MS then return 0 end
local factor, learned, most, full = tonumber(got[3] or '1000'), tonumber(got[4] or '0'), tonumber(got[5] or '0'), tonumber(ARGV[3])
if factor >= 1000 and learned == 0 and most == full then return redis.call('HDEL', key, 'slowed_ms', 'raised_ms') end
if factor < 1000 then redis.call('HSET', key, 'factor', int(math.min(1000, factor + 10))) end
if learned > 0 then redis.call('HSET', key, 'learned_us', int(learned > 20000 and learned * 0.98 or 0)) end
if most > 0 and most ~= full then redis.call('HSET', key, 'most', int((full == 0 or most < full) and most + 1 or full)) end
redis.call('HSET', key, 'raised_ms', int(now_ms))
return 1
