-- Tells which passes have been taken back and would still last.
--
-- KEYS[1]  revoked  sorted set, session -> end of its last pass, epoch milliseconds
-- ARGV[1]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns now, and the sessions, those whose passes end first first.

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
return { now, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf') }
