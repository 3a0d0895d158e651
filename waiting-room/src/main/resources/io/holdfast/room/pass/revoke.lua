-- Takes the passes of a session back, and tells of it in the same step. Saying so twice changes nothing.
--
-- KEYS[1]  revoked  sorted set, session -> end of its last pass, epoch milliseconds
-- KEYS[2]  told     stream: events not sent yet
-- ARGV[1]  sale
-- ARGV[2]  session  the passes' `sid`
-- ARGV[3]  until    end of the last of them, epoch milliseconds, exclusive
-- ARGV[4]  most     sessions remembered, >= 1; those whose passes end first are forgotten first
-- ARGV[5]  replaced  "true": the same person goes on in a newer window; or "false"
-- ARGV[6]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns 1; 0 if the passes have run out, or were taken back before.

local revoked, told = KEYS[1], KEYS[2]
local sale, session, till, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local now = tonumber(ARGV[6])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

redis.call('ZREMRANGEBYSCORE', revoked, '-inf', now)
local known = tonumber(redis.call('ZSCORE', revoked, session))
if till <= now or (known and known >= till) then
  return 0
end
redis.call('ZADD', revoked, till, session)
redis.call('ZREMRANGEBYRANK', revoked, 0, -most - 1)
local last = redis.call('ZRANGE', revoked, -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', revoked, last[2])

-- Neither a sale nor a session has a character that JSON would mind.
local data = string.format('{"sale":"%s","session":"%s","until":%.3f,"replaced":%s,"at":%.3f}',
  sale, session, till / 1000, ARGV[5], now / 1000)
redis.call('XADD', told, 'MAXLEN', '~', 100000, '*', 'type', 'waiting-room.PassRevoked.v1', 'data', data)
return 1
