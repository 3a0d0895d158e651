-- Brings a room back that Redis has forgotten, wholly or in part, from what processes and visitors remember.
--
-- The first to come raises the epoch; all others who remember the time before add to it for a while. Nobody can
-- raise it twice for the same loss, so there is never more than one room of a sale.
--
-- KEYS[1]  room      hash: the room's counters and what the staff has changed
-- KEYS[2]  active    sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[3]  ghosts    sorted set, stays from before a loss -> latest end, epoch milliseconds
-- KEYS[4]  leavers   set, tickets given up in the lobby
-- ARGV[1]  epoch     the caller remembers, >= 1
-- ARGV[2]  joined    tickets given
-- ARGV[3]  drawn     lobby tickets in the draw; -1: before the opening
-- ARGV[4]  serving
-- ARGV[5]  floor     numbers up to here had been called so long ago that their stay is over
-- ARGV[6]  settle    nobody joins for so long, milliseconds, so that every process can say what it remembers
-- ARGV[7]  pause     nobody is called for so long, milliseconds, so that those in front can show themselves
-- ARGV[8]  now       epoch milliseconds; empty: Redis' own clock
-- ARGV[9]  slack     tickets given in the last moments, which nobody remembers, at most
-- ARGV[10] stays     ends of stays and how many end there, `end count end count …`, or empty
-- ARGV[11…]          field, value: what the room's hash had besides
--
-- Returns the room's epoch.

local room, active, ghosts, leavers = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local remembered, r_joined, r_drawn = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local r_serving, r_floor = tonumber(ARGV[4]), tonumber(ARGV[5])
local slack = tonumber(ARGV[9])

local now = tonumber(ARGV[8])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = redis.call('HMGET', room, 'epoch', 'joined', 'serving', 'base', 'floor', 'drawn', 'recovering')
local epoch, joined, serving = tonumber(known[1]) or 0, tonumber(known[2]) or 0, tonumber(known[3]) or 0
local base, floor, drawn = tonumber(known[4]) or 0, tonumber(known[5]) or 0, tonumber(known[6])
local adding = epoch > remembered and (tonumber(known[7]) or 0) > now
if epoch > remembered and not adding then
  return epoch
end
if epoch == remembered and joined >= r_joined and serving >= r_serving then
  return epoch
end

if r_drawn >= 0 then
  drawn = math.max(drawn or 0, r_drawn)
end
if not adding then
  epoch = remembered + 1
  redis.call('HSET', room, 'epoch', epoch, 'recovering', now + tonumber(ARGV[7]), 'settling', now + tonumber(ARGV[6]))
  for i = 11, #ARGV, 2 do
    redis.call('HSETNX', room, ARGV[i], ARGV[i + 1])
  end
end
local enough = math.max(joined, r_joined + slack)
if drawn then
  redis.call('HSET', room, 'drawn', drawn)
  base = enough
else
  for ticket = math.max(joined, r_joined) + 1, enough do
    redis.call('SADD', leavers, ticket)
  end
end
redis.call('HSET', room, 'joined', enough, 'base', base, 'serving', math.max(serving, r_serving),
  'floor', math.max(floor, r_floor))

-- Whoever was inside may still be there: their rooms stay taken until their stays must be over or are heard to be.
local missing = -redis.call('ZCARD', active) - redis.call('ZCARD', ghosts)
local stays = {}
for text in string.gmatch(ARGV[10], '%d+') do
  stays[#stays + 1] = tonumber(text)
end
for i = 2, #stays, 2 do
  missing = missing + stays[i]
end
for i = #stays - 1, 1, -2 do
  for one = 1, stays[i + 1] do
    if missing > 0 then
      redis.call('ZADD', ghosts, stays[i], epoch .. '.' .. stays[i] .. '.' .. one)
      missing = missing - 1
    end
  end
end
return epoch
