-- What every act shares: the keys' common beginning, the server's clock, whole numbers as text.
-- KEYS[1] is that beginning, with the hash tag of all keys that are made from it.
local K = KEYS[1]
local clock = redis.call('TIME')
local now_us = clock[1] * 1000000 + clock[2]
local now_ms = math.floor(now_us / 1000)

-- Lua's numbers are doubles: exact below 2^53, and printed in full only this way.
local function int(number) return string.format('%.0f', number) end
