-- Puts a planned call into its account's queue; its message, kept under the timer ARGV[2], becomes due when its turn has come.
-- ARGV: call, timer. Answers how many were granted a slot by it (it may be itself).
local call = read_call(ARGV[1])
if not call or call.state ~= 'planned' then return 0 end
redis.call('HSET', call_key(ARGV[1]), 'timer', ARGV[2])
-- Who comes again keeps its place.
redis.call('HSETNX', call_key(ARGV[1]), 'arrived', int(now_us))
if tonumber(redis.call('ZSCORE', K .. ':flight:' .. call.account, ARGV[1]) or '0') > now_ms then
  wake(ARGV[1], tonumber(redis.call('HGET', call_key(ARGV[1]), 'slot_us') or int(now_us)))
  return 0
end
join_queue(call.account, call.season, ARGV[1], redis.call('HGET', call_key(ARGV[1]), 'arrived'))
return dispatch(call.account)
