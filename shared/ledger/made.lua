-- The provider has made it: its slot goes to the next, while the product is fetched. ARGV: call, typical time of such a call (ms, 0: not known).
local call = read_call(ARGV[1])
if not call then return 0 end
if ARGV[2] ~= '0' then redis.call('HSET', K .. ':account:' .. call.account, 'typical:' .. (redis.call('HGET', call_key(ARGV[1]), 'model') or ''), ARGV[2]) end
return free_slot(call.account, ARGV[1])
