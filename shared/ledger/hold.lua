-- It is not known whether a call was taken, or what has become of its job: its money stays bound until somebody finds out, its slot
-- until its lease ends. A job that is known is asked about again, after a while. ARGV: call, reason, when to ask about its job (ms from now).
local call = read_call(ARGV[1])
if not call or (call.state ~= 'submitting' and call.state ~= 'submitted') then return 0 end
book('hold', ARGV[1], call, {-call.amount, call.amount, 0, 0})
redis.call('HSET', call_key(ARGV[1]), 'state', 'unknown', 'reason', ARGV[2], 'since_ms', int(now_ms))
redis.call('ZREM', K .. ':open', ARGV[1])
if call.job then redis.call('ZADD', K .. ':late', int(now_ms + ARGV[3]), ARGV[1]) end
return 1
