-- Puts a planned call into its account's queue; its message, kept under the timer ARGV[2], becomes due when its turn has come.
-- ARGV: call, timer. Answers how many were granted a slot by it (it may be itself).
local call = read_call(ARGV[1])
if not call or call.state ~= 'planned' then return 0 end
local queue = K .. ':queue:' .. call.account
redis.call('HSET', call_key(ARGV[1]), 'timer', ARGV[2])
-- Who comes again keeps its place.
redis.call('HSETNX', call_key(ARGV[1]), 'arrived', int(now_us))
if redis.call('ZSCORE', K .. ':flight:' .. call.account, ARGV[1]) then
  wake(ARGV[1], tonumber(redis.call('HGET', call_key(ARGV[1]), 'slot_us') or int(now_us)))
  return 0
end
redis.call('ZADD', queue .. ':' .. call.season, redis.call('HGET', call_key(ARGV[1]), 'arrived'), ARGV[1])
redis.call('ZADD', queue, 'NX', redis.call('HGET', K .. ':account:' .. call.account, 'turn') or '0', call.season)
return dispatch(call.account)
