-- A provider may be down: it refused for load, did not answer, or answered with an error of its own. After so many in a row for a model
-- nothing is sent to it for a time that doubles, then one call tries. ARGV: account, model, failures that open it, first pause, longest pause (ms).
local key, model = K .. ':account:' .. ARGV[1], ARGV[2]
local fails = redis.call('HINCRBY', key, 'fails:' .. model, 1)
redis.call('HSETNX', key, 'down_ms:' .. model, int(now_ms))
redis.call('HDEL', key, 'probe_ms:' .. model)
if fails < tonumber(ARGV[3]) then return 0 end
local pause = math.min(tonumber(ARGV[5]), ARGV[4] * 2 ^ math.min(fails - ARGV[3], 20))
redis.call('HSET', key, 'open_ms:' .. model, int(now_ms + pause))
tally('breaker_opened', ARGV[1], model)
return int(pause)
