-- Sets the cap of a scope (season:ID, day:ACCOUNT, account:ACCOUNT), or takes it away ('' ). ARGV: scope, micro-dollars.
local before = redis.call('HGET', K .. ':caps', ARGV[1]) or ''
if before == ARGV[2] then return 0 end
if ARGV[2] == '' then redis.call('HDEL', K .. ':caps', ARGV[1]) else redis.call('HSET', K .. ':caps', ARGV[1], ARGV[2]) end
redis.call('XADD', K .. ':journal', '*', 'act', 'cap', 'scope', ARGV[1], 'cap', ARGV[2])
return 1
