-- Takes a lock that is free, or that ARGV[3] holds (a dead owner, or '' for nobody). KEYS[1] the lock; ARGV[1] the new owner, ARGV[2] ms.
-- Answers the owner afterwards.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[3] and owner ~= ARGV[1] then return owner end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
