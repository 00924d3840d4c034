-- Sets fields of an episode's hash for the order ARGV[1] ('' for whichever is there). KEYS[1] the hash; ARGV[2…] field, value, …
-- Answers 0 where the season was ordered again meanwhile: what an old order found out is no news to the new one.
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1
