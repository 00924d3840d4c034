-- Ends a season before its time, if it is running and still the order ARGV[3] ('' for any). KEYS[1] meta; ARGV[1] state, ARGV[2] reason.
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then return 0 end
if ARGV[3] ~= '' and redis.call('HGET', KEYS[1], 'run') ~= ARGV[3] then return 0 end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'reason', ARGV[2], 'finished_at', string.format('%d.%06d', time[1], time[2]))
return 1
