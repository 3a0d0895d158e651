-- Takes a sale's stream into one relay's hands for a while, and gives it the oldest entries.
--
-- An empty stream needs nobody. It is not deleted, because its next ids must not be ones it has had; once nobody
-- asks for it any more it ends by itself.
--
-- KEYS[1]  told     stream: events not sent yet
-- KEYS[2]  told_by  the relay at work, until its lease ends
-- ARGV[1]  relay    who asks
-- ARGV[2]  lease    milliseconds, > 0
-- ARGV[3]  most     entries to give, >= 1; 0 to keep the lease only
--
-- Returns how many entries wait, and the oldest of them; none while another relay is at work.

local told, told_by = KEYS[1], KEYS[2]
local relay, lease, most = ARGV[1], ARGV[2], tonumber(ARGV[3])

local KEPT_MS = 8 * 24 * 3600 * 1000
local NEARLY_KEPT_MS = 7 * 24 * 3600 * 1000

local waiting = redis.call('XLEN', told)
if waiting == 0 then
  local left = redis.call('PTTL', told)
  if left == -1 or (left >= 0 and left < NEARLY_KEPT_MS) then
    redis.call('PEXPIRE', told, KEPT_MS)
  end
  return { 0, {} }
end
redis.call('PERSIST', told)

local at_work = redis.call('GET', told_by)
if at_work and at_work ~= relay then
  return { waiting, {} }
end
redis.call('SET', told_by, relay, 'PX', lease)
if most == 0 then
  return { waiting, {} }
end
return { waiting, redis.call('XRANGE', told, '-', '+', 'COUNT', most) }
