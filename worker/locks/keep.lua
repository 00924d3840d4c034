-- Renews a lock for ARGV[2] ms if ARGV[1] still owns it. KEYS[1] the lock.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
