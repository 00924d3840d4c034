-- Grants slots in every queue whose time to look again has come; a pump calls it. Answers how many were granted.
local granted = 0
for _, name in ipairs(redis.call('ZRANGEBYSCORE', K .. ':waiting', '-inf', int(now_ms), 'LIMIT', 0, 50)) do granted = granted + dispatch(name) end
return granted
