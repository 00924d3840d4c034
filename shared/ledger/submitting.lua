-- Permits the one submit of an attempt: only who holds the token of a reserved call gets it, and only once. ARGV: call, token,
-- how long the provider's answer may take (ms).
-- From its permit to that answer, at least.
local SUBMIT_LEASE_MS = 300000
local call = read_call(ARGV[1])
if not call or call.token ~= ARGV[2] then return 0 end
-- The same holder asks again only where Redis' answer was lost on the way to it.
if call.state == 'submitting' then return 1 end
if call.state ~= 'reserved' then return 0 end
-- Preparing may have taken long: the provider may have asked for a pause, and the lease may have ended. Whoever is refused reserves again.
local account = read_account(call.account)
if account.blocked > now_ms or not keep_slot(account, ARGV[1], math.max(SUBMIT_LEASE_MS, tonumber(ARGV[3]))) then return 0 end
redis.call('HSET', call_key(ARGV[1]), 'state', 'submitting', 'since_ms', int(now_ms))
book('submit', ARGV[1], call, {0, 0, 0, 0})
return 1
