-- Tells where one place stands.
--
-- KEYS[1]  room     hash: the room's counters
-- KEYS[2]  members  hash, subject -> ticket
-- KEYS[3]  called   sorted set, number -> end of the call, epoch milliseconds
-- KEYS[4]  active   sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[5]  ends     one 4-bit cell per number: 0 not ended, 1 done, 2 expired, 3 left
-- ARGV[1]  number   in the queue; 0 while the draw is still to come
-- ARGV[2]  ticket
-- ARGV[3]  subject  whose place it is
-- ARGV[4]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns state (LOBBY, WAITING, CALLED, ACTIVE, DONE, EXPIRED or LEFT), the end of the call or stay or 0, serving.

local room, members, called, active, ends = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local number, ticket, subject = tonumber(ARGV[1]), ARGV[2], ARGV[3]

local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local serving = tonumber(redis.call('HGET', room, 'serving')) or 0
local mine = redis.call('HGET', members, subject) == ticket

if number == 0 then
  return { mine and 'LOBBY' or 'LEFT', 0, serving }
end

local ended = redis.call('BITFIELD', ends, 'GET', 'u4', '#' .. number)[1]
if ended > 0 then
  return { ({ 'DONE', 'EXPIRED', 'LEFT' })[ended], 0, serving }
end
if not mine then
  return { 'EXPIRED', 0, serving }
end
local till = tonumber(redis.call('ZSCORE', active, number))
if till and till > now then
  return { 'ACTIVE', till, serving }
end
till = tonumber(redis.call('ZSCORE', called, number))
if till and till > now then
  return { 'CALLED', till, serving }
end
return { number > serving and 'WAITING' or 'EXPIRED', 0, serving }
