-- Frees units whose messages are lost, where their lease is still the one that was read. KEYS[1] the episode's hash; ARGV unit, lease, …
-- A loss that is known is no reason to wait longer for the next message. Answers how many were freed.
local freed = 0
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i] .. '.lease') == ARGV[i + 1] then
    redis.call('HDEL', KEYS[1], ARGV[i] .. '.lease', ARGV[i] .. '.sends')
    freed = freed + 1
  end
end
return freed
