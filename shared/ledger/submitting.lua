-- Permits the one submit of an attempt: only who holds the token of a reserved call gets it, and only once. ARGV: call, token.
local call = read_call(ARGV[1])
if not call or call.token ~= ARGV[2] then return 0 end
-- The same holder asks again only where Redis' answer was lost on the way to it.
if call.state == 'submitting' then return 1 end
if call.state ~= 'reserved' then return 0 end
redis.call('HSET', call_key(ARGV[1]), 'state', 'submitting', 'since_ms', int(now_ms))
book('submit', ARGV[1], call, {0, 0, 0, 0})
return 1
