-- It is not known whether a call was taken: its money stays bound until somebody finds out, its slot until its lease ends.
-- ARGV: call, reason.
local call = read_call(ARGV[1])
if not call or (call.state ~= 'submitting' and call.state ~= 'submitted') then return 0 end
book('hold', ARGV[1], call, {-call.amount, call.amount, 0, 0})
redis.call('HSET', call_key(ARGV[1]), 'state', 'unknown', 'reason', ARGV[2], 'since_ms', int(now_ms))
redis.call('ZREM', K .. ':open', ARGV[1])
return 1
