-- Takes in how ticketing-api is doing. Its troubles halve the pace, and every quiet moment gives a little of it back
-- (additive increase, multiplicative decrease), so the room finds what can be borne without knowing it.
--
-- KEYS[1]  room     hash: the room's counters
-- ARGV[1]  at       when it was measured, epoch milliseconds by ticketing-api's clock
-- ARGV[2]  seats    that can be had at once
-- ARGV[3]  held     seats that may come back
-- ARGV[4]  party    seats of one order on average, > 0
-- ARGV[5]  trouble  NONE, or what ails it
-- ARGV[6]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns the health from now on, 0.05 to 1, as text; empty when a later pulse is known.

local room = KEYS[1]
local LEAST, A_SECOND = 0.05, 0.025

local now = tonumber(ARGV[6])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = redis.call('HMGET', room, 'pulsed', 'health', 'heard')
local older = (tonumber(known[1]) or 0) - tonumber(ARGV[1])
-- A clock that is wrong by more than this is no reason to be deaf.
if older >= 0 and older < 60000 and known[1] then
  return ''
end
local health = tonumber(known[2]) or 1
if ARGV[5] == 'NONE' then
  local quiet = math.min(10000, math.max(0, now - (tonumber(known[3]) or now)))
  health = math.min(1, health + A_SECOND * quiet / 1000)
  if health == 1 then
    redis.call('HDEL', room, 'trouble')
  end
else
  health = math.max(LEAST, health / 2)
  redis.call('HSET', room, 'trouble', ARGV[5])
end
health = string.format('%.4f', health)
redis.call('HSET', room, 'pulsed', ARGV[1], 'heard', now, 'seats', ARGV[2], 'held', ARGV[3], 'party', ARGV[4],
  'health', health)
return health
