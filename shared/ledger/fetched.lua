-- The product is in the store. ARGV: call, actual price (micro-dollars).
local call = read_call(ARGV[1])
if not call or (call.state ~= 'submitting' and call.state ~= 'submitted' and call.state ~= 'unknown') then return 0 end
if call.state == 'unknown' then book('find', ARGV[1], call, {call.amount, -call.amount, 0, 0}) end
redis.call('HSET', call_key(ARGV[1]), 'state', 'fetched', 'actual', ARGV[2])
-- Found again, it is open again: who dies before it is settled is noticed.
redis.call('ZADD', K .. ':open', int(now_ms), ARGV[1])
return 1
