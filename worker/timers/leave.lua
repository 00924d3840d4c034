-- Who looks often no longer does, so that another begins at once. KEYS[1]: who looks often. ARGV[1]: who asks.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
